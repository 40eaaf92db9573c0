using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Turns labels, whatever they call the classes, into keys in the order of a model's scores.</summary>
internal sealed class LabelMapping(TransformsCatalog catalog, VitClassNames names, string outputColumn, string inputColumn) : IEstimator<ITransformer>
{
    /// <summary>Finds the class of every label that occurs.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds neither texts nor keys of texts.</exception>
    /// <exception cref="VitDataException">A label names no class, or several.</exception>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Schema.GetColumnOrNull(inputColumn) is not { } column)
            throw new ArgumentException(
                $"A label column '{inputColumn}' is expected, and the columns are "
                + $"{string.Join(", ", input.Schema.Where(other => !other.IsHidden).Select(other => $"'{other.Name}'"))}.", nameof(input));
        IEstimator<ITransformer>? toText = column.Type is KeyDataViewType && column.HasKeyValues() ? catalog.Conversion.MapKeyToValue(outputColumn, inputColumn)
            : column.Type is TextDataViewType ? null
            : throw new ArgumentException(
                $"The label column '{inputColumn}' is expected to hold texts, or keys with their texts, and holds {column.Type}.", nameof(input));
        ITransformer? text = toText?.Fit(input);
        string source = text is null ? inputColumn : outputColumn;
        Dictionary<string, string> found = [];
        foreach (string label in (text?.Transform(input) ?? input).GetColumn<string>(source).Distinct())
        {
            if (!string.IsNullOrEmpty(label))
                found.Add(label, names.Distinct[names.Find(label) ?? throw Unknown(label)]);
        }

        ITransformer mapped = Map(found, source).Fit(text?.Transform(input) ?? input);
        return text is null ? mapped : new TransformerChain<ITransformer>(text, mapped);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        bool isKey = inputSchema.FirstOrDefault(column => column.Name == inputColumn).IsKey;
        IEstimator<ITransformer> map = Map(new Dictionary<string, string> { [names.Distinct[0]] = names.Distinct[0] }, isKey ? outputColumn : inputColumn);
        return map.GetOutputSchema(isKey ? catalog.Conversion.MapKeyToValue(outputColumn, inputColumn).GetOutputSchema(inputSchema) : inputSchema);
    }

    private IEstimator<ITransformer> Map(Dictionary<string, string> classes, string source) =>
        catalog.Conversion.MapValue(outputColumn, classes, source).Append(catalog.Conversion.MapValueToKey(
            outputColumn, keyData: new MLContext().Data.LoadFromEnumerable(names.Distinct.Select(name => new ClassName { Name = name }))));

    private VitDataException Unknown(string label) => new(
        $"the name, the WordNet id or the index of one of the {names.Distinct.Count} classes is expected "
        + $"({string.Join(", ", names.Distinct.Take(3))}, …), and it is '{label}'. Correct it, or leave such rows out.", $"the column '{inputColumn}'");

    private sealed class ClassName
    {
        public string Name { get; set; } = "";
    }
}
