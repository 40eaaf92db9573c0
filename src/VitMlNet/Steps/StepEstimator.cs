using Microsoft.ML;

namespace VitMlNet;

/// <summary>A step whose chain depends on the columns that come in, so that it is built when they are known.</summary>
/// <param name="catalog">Where the chain's parts come from.</param>
/// <param name="build">Adds the steps and tells the columns that are wanted; with true, an outline of them that loads no weights.</param>
/// <param name="model">The model that the step scores with, if any.</param>
internal sealed class StepEstimator(TransformsCatalog catalog, Func<StepList, InputColumns, bool, IEnumerable<string>> build, VitModel? model = null)
    : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new StepTransformer(Build(new InputColumns(input.Schema), isOutline: false).Fit(input), model);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Build(new InputColumns(inputSchema), isOutline: true).GetOutputSchema(inputSchema);
    }

    private StepChain Build(InputColumns columns, bool isOutline)
    {
        var steps = new StepList(catalog, columns);
        return steps.Finish(build(steps, columns, isOutline));
    }
}
