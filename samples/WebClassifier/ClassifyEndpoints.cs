using Microsoft.Extensions.Options;
using System.Threading.RateLimiting;
using VitMlNet;

namespace WebClassifier;

/// <summary>What is found in a photograph.</summary>
/// <param name="Predictions">The most probable classes, best first.</param>
/// <param name="Attention">Where the model looked, or null for a model without attention maps.</param>
/// <param name="Model">The model's name.</param>
public sealed record Answer(IReadOnlyList<VitPrediction> Predictions, AttentionMap? Attention, string Model);

/// <summary>How much the model looked at each part of the photograph; all values add up to 1.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The number of columns.</param>
/// <param name="Values">The values, row after row.</param>
/// <param name="CropFraction">
/// How much of the photograph the model saw: the largest part in the middle that has the map's shape, times this; null for all of it.
/// </param>
public sealed record AttentionMap(int Rows, int Columns, ReadOnlyMemory<float> Values, double? CropFraction);

/// <summary>What the page needs to know beforehand.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Classes">The number of its classes.</param>
/// <param name="MaxUploadBytes">The most bytes of a photograph.</param>
public sealed record Service(string Model, int Classes, long MaxUploadBytes);

/// <summary>The two addresses of the programming interface.</summary>
public static class ClassifyEndpoints
{
    /// <summary>Limits how many photographs wait. They are counted once they have arrived: slow uploads keep nobody out.</summary>
    public static void AddClassifyQueue(this IServiceCollection services) => services.AddSingleton<RateLimiter>(provider =>
        new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = provider.GetRequiredService<IOptions<ClassifierOptions>>().Value.QueueLength,
            QueueLimit = 0,
        }));

    /// <summary>Maps <c>POST /api/classify</c> and <c>GET /api/service</c>.</summary>
    public static void MapClassify(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/service", (VitPredictor predictor, IOptions<ClassifierOptions> options) =>
            new Service(Name(options.Value), predictor.Labels.Count, options.Value.MaxUploadBytes));
        app.MapPost("/api/classify", ClassifyAsync);
    }

    private static async Task<Answer> ClassifyAsync(
        HttpContext context, UploadReader reader, RateLimiter queue, VitPredictor predictor, IOptions<ClassifierOptions> options)
    {
        byte[] image = await reader.ReadAsync(context.Request);
        using RateLimitLease place = queue.AttemptAcquire();
        if (!place.IsAcquired)
            throw RequestException.Busy();
        VitClassification result = await PredictAsync(predictor, image, options.Value.QueueTimeout, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return new Answer(result.Top(options.Value.TopCount), CreateMap(predictor.Model, result), Name(options.Value));
    }

    private static async Task<VitClassification> PredictAsync(VitPredictor predictor, byte[] image, TimeSpan patience, CancellationToken aborted)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        timeout.CancelAfter(patience);
        try
        {
            return await predictor.ClassifyAsync(image, timeout.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            throw RequestException.Busy();
        }
    }

    private static AttentionMap? CreateMap(VitModel model, VitClassification result) => result.Attention.IsEmpty ? null : new AttentionMap(
        model.AttentionRows!.Value,
        model.AttentionColumns!.Value,
        result.Attention,
        model.Preprocessing.ResizeMode == VitResizeMode.CropCenter ? model.Preprocessing.CropFraction : null);

    private static string Name(ClassifierOptions options) => Path.GetFileNameWithoutExtension(options.ModelPath);
}
