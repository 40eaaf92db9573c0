using Microsoft.Extensions.Options;
using Microsoft.ML;
using VitMlNet;

namespace WebClassifier;

/// <summary>One predictor for the application, over a model file or a trained pipeline, with its health check.</summary>
public static class ClassifierSetup
{
    /// <summary>Adds the predictor.</summary>
    /// <param name="builder">The application's builder.</param>
    public static void AddClassifier(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        string modelPath = FindModel(builder.Configuration["Classifier:ModelPath"] ?? new ClassifierOptions().ModelPath);
        if (!Path.GetExtension(modelPath).Equals(".zip", StringComparison.OrdinalIgnoreCase))
        {
            services.AddVitPredictor(modelPath, (provider, options) => Configure(provider, options, VitModel.Open(modelPath)));
            return;
        }

        // The container disposes what it created last first: the predictor before its pipeline.
        services.AddSingleton(provider => new MLContext().Model.LoadVit(modelPath, out _));
        services.AddVitPredictor(provider =>
        {
            ITransformer pipeline = provider.GetRequiredService<ITransformer>();
            var options = new VitPredictorOptions { LoggerFactory = provider.GetService<ILoggerFactory>() };
            using (VitPredictor plain = new MLContext().Model.CreateVitPredictor(pipeline))
                Configure(provider, options, plain.Model);
            return new MLContext().Model.CreateVitPredictor(pipeline, options);
        });
    }

    private static string FindModel(string path) => Path.Exists(path) ? Path.GetFullPath(path) : Path.Combine(AppContext.BaseDirectory, path);

    private static void Configure(IServiceProvider provider, VitPredictorOptions options, VitModel model)
    {
        ClassifierOptions settings = provider.GetRequiredService<IOptions<ClassifierOptions>>().Value;
        options.Images.MaxEncodedBytes = settings.MaxUploadBytes;
        options.Images.MaxPixels = settings.MaxPixels;
        options.IncludeAttention = model.AttentionRows is not null;
    }
}
