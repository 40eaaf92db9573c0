using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet similar</c>: the photographs of a folder that are most like another.</summary>
internal sealed class SimilarCommand : ToolCommand
{
    private readonly Argument<string> folder = new("FOLDER")
    {
        Description = "The folder of photographs to search, with its subfolders.",
    };

    private readonly Argument<string> photo = new("PHOTO")
    {
        Description = "The photograph that others are to be like. Where it lies in the folder, it is not among the results.",
    };

    private readonly Option<string> model = SharedOptions.Model();
    private readonly Option<ResultFormat?> format = ResultFormats.Option();
    private readonly ModelFileOptions modelOptions = new(forClasses: false);
    private readonly Option<int> batch = SharedOptions.Batch();

    private readonly Option<int> top = new Option<int>("--top")
    {
        Description = "How many photographs to print.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    }.AtLeastOne();

    private readonly Option<string> output = new("--output")
    {
        Description = "Write the results to this file instead of standard output.",
        HelpName = "FILE",
    };

    private readonly Option<bool> rawCsv = SharedOptions.RawCsv();
    private readonly CacheOptions caching;
    private readonly ToolConsole console;

    public SimilarCommand(ToolConsole console)
        : base("similar", "Finds the photographs of a folder that are most like another.")
    {
        this.console = console;
        Add(folder);
        Add(photo);
        Add(model);
        Add(top);
        Add(format);
        Add(output);
        Add(rawCsv);
        caching = new CacheOptions(this);
        modelOptions.AddTo(this);
        Add(batch);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet similar photos holiday.jpg --model vit.onnx",
            "The ten photographs of the folder that are most like this one; a second search takes their features from the cache."),
        ("vitmlnet similar photos holiday.jpg --model vit.onnx --top 3 --format json", "The three best as one JSON object."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        string modelPath = ModelChoice.Resolve(parsed.GetValue(model), console.Inform);
        string photoPath = parsed.GetRequiredValue(photo);
        string? outputPath = parsed.GetValue(output);
        string root = parsed.GetRequiredValue(folder);
        if (!Directory.Exists(root))
        {
            string found = File.Exists(root) ? "this is a file" : "there is no such folder";
            throw new UsageException($"{root}: {found}; name a folder of photographs, and then the photograph.");
        }

        ImageFiles images = ImageFiles.Find([root], token);
        OutputPath.RefuseInputs(outputPath, [modelPath, photoPath, .. images.Paths]);
        using var results = new ResultText(console, outputPath);
        using VitFeatureCache? cache = caching.Open(parsed);
        VitModel opened = ModelOpening.OpenFeaturizer(modelPath, modelOptions.Read(parsed), console.Message);
        using var predictor = new VitPredictor(opened, PredictorSettings.For(images.Paths.Count, parsed.GetValue(batch), cache));

        images.CheckNotEmpty();
        float[] wanted = await predictor.FeaturizeAsync(photoPath, token);
        if (!ImageError.AreFinite(wanted))
            throw new UsageException($"{photoPath}: {ImageError.NotFinite}");
        var index = new VitNeighborIndex<string>(opened.FeatureCount);
        string self = Path.GetFullPath(photoPath);
        int exitCode = await new FeatureCollection(console, cache).CollectAsync(
            images, predictor, (path, features) => AddUnless(Path.GetFullPath(path) == self, index, path, features), token);

        SimilarPhoto[] similar = [.. index.Find(wanted, parsed.GetValue(top)).Select(neighbor => new SimilarPhoto(neighbor.Key, neighbor.Similarity))];
        SimilarityWriter.Write(
            results.Writer, parsed.GetValue(format) ?? ResultFormats.Of(outputPath), new Csv(parsed.GetValue(rawCsv)), photoPath, similar);
        results.Commit();
        return exitCode;
    }

    private static void AddUnless(bool isTheSame, VitNeighborIndex<string> index, string path, float[] features)
    {
        if (!isTheSame)
            index.Add(path, features);
    }
}
