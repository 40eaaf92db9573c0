using Microsoft.ML;

namespace VitMlNet;

/// <summary>A single step from a photograph to its scores, which consists of ML.NET's own components.</summary>
/// <remarks>There is nothing to learn: fitting binds the step to the columns that come in, and loads the weights of a step that runs a model.</remarks>
public sealed class VitStepEstimator : IEstimator<VitStepTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly StepDefinition _definition;

    internal VitStepEstimator(TransformsCatalog catalog, StepDefinition definition) => (_catalog, _definition) = (catalog, definition);

    /// <summary>Binds the step to the columns that come in.</summary>
    /// <param name="input">Data with the input column; none of its rows is read.</param>
    /// <returns>The transformer, which is to be disposed when it is no longer used.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no input column of that name, or it holds something else.</exception>
    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    public VitStepTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var columns = new InputColumns(input.Schema);
        _definition.Check(columns);
        var steps = new StepList(_catalog, columns);
        _definition.Build(steps);
        return new VitStepTransformer(steps.Finish(_definition.Columns.Select(column => column.Name)).Fit(input), _definition);
    }

    /// <summary>Computes the shapes of the columns that come out; no weights are loaded.</summary>
    /// <param name="inputSchema">The shapes of the columns that come in.</param>
    /// <returns>The shapes of the columns that come out.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no input column of that name, or it holds something else.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _definition.Check(new InputColumns(inputSchema));
        return SchemaOutline.Add(_catalog, inputSchema, _definition.Columns);
    }

    /// <summary>The step's name and columns.</summary>
    /// <returns>For instance <c>VitLoadImage (Image)</c>.</returns>
    public override string ToString() => _definition.ToString();
}

/// <summary>What a single step does.</summary>
/// <param name="Name">The method that creates it.</param>
/// <param name="Columns">The columns that it adds.</param>
/// <param name="Check">Throws where the columns that come in do not fit.</param>
/// <param name="Build">Adds ML.NET's components.</param>
/// <param name="Model">The model that it runs; null for none.</param>
internal sealed record StepDefinition(
    string Name, IReadOnlyList<OutlineColumn> Columns, Action<InputColumns> Check, Action<StepList> Build, VitModel? Model = null)
{
    public override string ToString() => $"{Name} ({string.Join(", ", Columns.Select(column => column.Name))})";
}
