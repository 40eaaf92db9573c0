using System.Globalization;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>
/// An ONNX file of another tool: what it is for is read off its graph, its metadata and the files beside it; what none of them says is
/// taken from the options, or is guessed and called a guess.
/// </summary>
internal sealed class OtherModel(OnnxHeader header, ModelStorage storage, VitModelOptions options)
{
    private readonly string _path = storage.Path;
    private readonly FactList _facts = new();

    /// <exception cref="VitModelException">It is no model of photographs, or more has to be said.</exception>
    public ModelDescription Describe()
    {
        IReadOnlyList<string> weights = new WeightsFiles(header, _path).Find();
        ModelSidecars sidecars = storage.IsFile && options.ReadFilesBeside
            ? ModelSidecars.Read(_path, header.Metadata) : ModelSidecars.WithoutFiles(header.Metadata);
        ModelInput input = new OtherInput(header, _path, options, sidecars, _facts).Read();
        (ModelOutput? features, ModelOutput? scores) = FindRoles(input, sidecars);
        Sourced<VitPreprocessing> preprocessing = OtherPreprocessing.Find(header, _path, input, scores, options, sidecars);
        _facts.Add(VitModelFact.Pixels, preprocessing.Value.ToString(), preprocessing.Origin, preprocessing.Source);
        var model = new ModelDescription(storage, weights, header, input, features, scores) { Preprocessing = preprocessing.Value, Facts = _facts.Facts };
        if (scores is null)
            return model;
        Sourced<IReadOnlyList<string>> labels = ClassNames.Resolve(model, options.Labels, sidecars);
        _facts.Add("class names", Sample(labels.Value), labels.Origin, labels.Source);
        return model with { Labels = labels.Value, Scores = InOrder(scores, labels.Value) };
    }

    /// <summary>The scores in the order of the class names, where they come as a map from the same names.</summary>
    private static ModelOutput InOrder(ModelOutput scores, IReadOnlyList<string> labels) =>
        scores.MapKeys is { } keys && keys.ToHashSet().SetEquals(labels) ? scores with { MapKeys = labels } : scores;

    private (ModelOutput? Features, ModelOutput? Scores) FindRoles(ModelInput input, ModelSidecars sidecars)
    {
        OutputShapes outputs = OutputShapes.Create(header, input, sidecars.Network);
        var roles = new OutputRoles(header, _path, options, sidecars, outputs);
        (Sourced<ModelOutput>? features, Sourced<ModelOutput>? scores) = outputs.HasOpenFeatures && options.FeaturesOutput is not null ? (null, null) : roles.Find();
        if (features is null && outputs.HasOpenFeatures)
        {
            roles = new OutputRoles(header, _path, options, sidecars, outputs.Probe(storage));
            (features, scores) = roles.Find();
        }

        if (scores is null && features is null)
            throw roles.Unclear();
        if (scores is not null)
            _facts.Add("scores", Describe(scores.Value), scores.Origin, scores.Source);
        if (features is not null)
            _facts.Add("features", Describe(features.Value), features.Origin, features.Source);
        return (features?.Value, scores?.Value);
    }

    private static string Describe(ModelOutput output)
    {
        string values = output.Length.ToString(CultureInfo.InvariantCulture);
        return output.Pooling switch
        {
            VitPooling.FirstToken => $"{output.Name}, the first token of {values} values",
            VitPooling.TokenMean => $"{output.Name}, the mean of all tokens of {values} values",
            VitPooling.PatchMean => $"{output.Name}, the mean of all tokens but the first, of {values} values",
            VitPooling.SpatialMean => $"{output.Name}, the mean over rows and columns of {values} values",
            _ => $"{output.Name}, {values} values{(output.IsMultiLabel ? ", each with a sigmoid of its own" : "")}",
        };
    }

    private static string Sample(IReadOnlyList<string> names) =>
        names.Count <= 4 ? string.Join(", ", names) : $"{names[0]}, {names[1]}, {names[2]}, …, {names[^1]}";
}
