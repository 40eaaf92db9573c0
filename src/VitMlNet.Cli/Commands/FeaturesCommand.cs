using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet features</c>: the feature vectors of photographs, in a file.</summary>
internal sealed class FeaturesCommand : ToolCommand
{
    private readonly PathArguments paths;
    private readonly Option<string> model = SharedOptions.Model();
    private readonly ModelFileOptions modelOptions = new(forClasses: false);
    private readonly Option<int> batch = SharedOptions.Batch();

    private readonly Option<string> output = new("--output")
    {
        Description = "The file to write: .csv (path,f0,f1,…), .npy (float32 [images, hidden], the paths in FILE.npy.paths.txt), or .parquet (path, features).",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<bool> rawCsv = SharedOptions.RawCsv();
    private readonly ToolConsole console;

    public FeaturesCommand(ToolConsole console)
        : base("features", "Writes the feature vectors of photographs to a file.")
    {
        this.console = console;
        output.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !FeatureFormat.IsKnown(result.Tokens[0].Value))
                result.AddError($"--output {result.Tokens[0].Value}: features are written to {FeatureFormat.Extensions}; the extension chooses.");
        });
        paths = new PathArguments(this);
        Add(model);
        Add(output);
        Add(rawCsv);
        modelOptions.AddTo(this);
        Add(batch);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet features photos --model vit.onnx --output features.csv", "A line for each photograph: its path, then its features."),
        ("vitmlnet features photos --model vit.onnx --output features.npy", "A NumPy array, with the paths in features.npy.paths.txt."),
        ("vitmlnet features photos --model vit.onnx --output features.parquet", "Two columns: path, and features as a list of floats."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        string modelPath = ModelChoice.Resolve(parsed.GetValue(model), console.Inform);
        string outputPath = parsed.GetRequiredValue(output);
        ImageFiles images = paths.Find(parsed, token);
        OutputPath.RefuseInputs(outputPath, [modelPath, .. images.Paths]);
        FeatureFormat.CheckPaths(outputPath, images.Paths);
        VitModel opened = ModelOpening.OpenFeaturizer(modelPath, modelOptions.Read(parsed), console.Message);
        using var predictor = new VitPredictor(opened, PredictorSettings.For(images.Paths.Count, parsed.GetValue(batch)));
        using IFeatureWriter writer = FeatureFormat.CreateWriter(outputPath, opened.FeatureCount, new Csv(parsed.GetValue(rawCsv)));
        int exitCode = await new ScoringRun(console, images).FeaturizeAsync(predictor, (path, features) => writer.Add(path, features), token);
        writer.Commit();
        return exitCode;
    }
}
