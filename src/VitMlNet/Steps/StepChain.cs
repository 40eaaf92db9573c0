using Microsoft.ML;

namespace VitMlNet;

/// <summary>A chain of ML.NET's own estimators, with the files that some of them need when they are saved.</summary>
internal sealed class StepChain(IEstimator<ITransformer> estimator, IReadOnlyList<GraphFile> graphs)
{
    public FittedChain Fit(IDataView input) => new(estimator.Fit(input), graphs);
}

/// <summary>A fitted <see cref="StepChain"/>.</summary>
internal sealed class FittedChain(ITransformer transformer, IReadOnlyList<GraphFile> graphs) : IDisposable
{
    private readonly Lock _saving = new();

    public ITransformer Transformer => transformer;

    public void Save(ModelSaveContext context)
    {
        lock (_saving)
            Save(context, 0);
    }

    public void Dispose()
    {
        (transformer as IDisposable)?.Dispose();
        GraphFile.DeleteLeftovers();
    }

    private void Save(ModelSaveContext context, int firstGraph)
    {
        if (firstGraph == graphs.Count)
            transformer.Save(context);
        else
            graphs[firstGraph].Save(() => Save(context, firstGraph + 1));
    }
}
