using Microsoft.ML;

namespace VitMlNet.Cli;

/// <summary>A pipeline that <c>train</c> saved, as a predictor.</summary>
internal sealed class SavedPipeline : IDisposable
{
    private readonly ITransformer pipeline;

    /// <param name="path">The archive.</param>
    /// <exception cref="VitModelException">The archive is absent, damaged, or no pipeline.</exception>
    /// <exception cref="UsageException">The pipeline does not classify photographs.</exception>
    public SavedPipeline(string path)
    {
        var context = new MLContext();
        pipeline = context.Model.LoadVit(path, out _, PredictorSettings.Session);
        try
        {
            Predictor = context.Model.CreateVitPredictor(pipeline);
        }
        catch (Exception e)
        {
            Dispose();
            if (e is not ArgumentException wrong)
                throw;
            string parameter = wrong.ParamName is null ? "" : $" (Parameter '{wrong.ParamName}')";
            throw new UsageException(
                $"{path}: a pipeline is expected that classifies photographs, as 'vitmlnet train' saves it, and this is another. "
                + wrong.Message.Replace(parameter, ""),
                e);
        }
    }

    public VitPredictor Predictor { get; }

    public void Dispose()
    {
        Predictor?.Dispose();
        (pipeline as IDisposable)?.Dispose();
    }
}
