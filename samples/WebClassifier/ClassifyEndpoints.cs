using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using System.Threading.RateLimiting;
using VitMlNet;

namespace WebClassifier;

/// <summary>What is found in a photograph.</summary>
/// <param name="Predictions">The most probable classes, best first.</param>
/// <param name="Attention">Where the model looked, or null for a model that does not tell.</param>
/// <param name="Model">The model's name.</param>
public sealed record Answer(IReadOnlyList<VitPrediction> Predictions, AttentionMap? Attention, string Model);

/// <summary>How much the model looked at each part of the photograph; all values add up to 1.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The number of columns.</param>
/// <param name="Values">The values, row after row.</param>
/// <param name="CropFraction">How much of the photograph the model saw: the largest part in the middle that has the map's shape, times this; null for all of it.</param>
public sealed record AttentionMap(int Rows, int Columns, float[] Values, double? CropFraction);

/// <summary>What the page needs to know beforehand.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Classes">The number of its classes.</param>
/// <param name="MaxUploadBytes">The most bytes of a photograph.</param>
public sealed record Service(string Model, int Classes, long MaxUploadBytes);

/// <summary>The two addresses of the programming interface.</summary>
public static class ClassifyEndpoints
{
    private const string Queue = "queue";

    /// <summary>Lets in as many requests as there are engines and places in the queue, before anything of their photographs is read.</summary>
    public static void AddClassifyQueue(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.AddPolicy(Queue, context =>
        {
            ClassifierOptions options = context.RequestServices.GetRequiredService<IOptions<ClassifierOptions>>().Value;
            return RateLimitPartition.GetConcurrencyLimiter(Queue, _ => new ConcurrencyLimiterOptions
            {
                PermitLimit = options.ResolvedEngineCount + options.QueueLength,
                QueueLimit = 0,
            });
        });
        limiter.OnRejected = async (rejected, _) =>
            await rejected.HttpContext.RequestServices.GetRequiredService<ProblemHandler>().WriteAsync(rejected.HttpContext, RequestException.Busy());
    });

    /// <summary>Maps <c>POST /api/classify</c> and <c>GET /api/service</c>.</summary>
    public static void MapClassify(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/service", (ClassifierPool pool, IOptions<ClassifierOptions> options) =>
            new Service(Name(pool.Model), pool.Model.Labels.Count, options.Value.MaxUploadBytes));
        app.MapPost("/api/classify", ClassifyAsync).RequireRateLimiting(Queue);
    }

    private static async Task<Answer> ClassifyAsync(
        HttpContext context, UploadReader reader, ClassifierPool pool, IOptions<ClassifierOptions> options)
    {
        byte[] image = await reader.ReadAsync(context.Request);
        Scored scored = await pool.ClassifyAsync(image, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return new Answer(pool.Model.GetTopPredictions(scored.Score, options.Value.TopCount), CreateMap(pool.Model, scored), Name(pool.Model));
    }

    private static AttentionMap? CreateMap(VitModel model, Scored scored) => scored is not ScoredWithMap { Attention: var values } ? null : new AttentionMap(
        model.AttentionRows!.Value,
        model.AttentionColumns!.Value,
        values,
        model.Preprocessing.ResizeMode == VitResizeMode.CropCenter ? model.Preprocessing.CropFraction : null);

    private static string Name(VitModel model) => Path.GetFileNameWithoutExtension(model.Path);
}
