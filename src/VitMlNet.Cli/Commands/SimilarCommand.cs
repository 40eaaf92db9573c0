using System.CommandLine;
using VitMlNet.Cli.Input;
using VitMlNet.Cli.Output;
using VitMlNet.Cli.Scoring;

namespace VitMlNet.Cli.Commands;

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

    private readonly Option<string> model = Inputs.Model();
    private readonly Option<string> format = PredictionFormat.Option();
    private readonly ModelInputs told = new(forClasses: false);
    private readonly Option<int> batch = Inputs.Batch();

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
        caching = new CacheOptions(this);
        told.AddTo(this);
        Add(batch);
        SetAction((parsed, token) => Task.FromResult(Run(parsed, token)));
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet similar photos holiday.jpg --model vit.onnx", "The ten photographs of the folder that are most like this one; a second search takes their features from the cache."),
        ("vitmlnet similar photos holiday.jpg --model vit.onnx --top 3 --format json", "The three best as one JSON object."),
    ];

    private int Run(ParseResult parsed, CancellationToken token)
    {
        string modelPath = ModelChoice.Resolve(parsed.GetValue(model), console.Message);
        string photoPath = parsed.GetRequiredValue(photo);
        string? outputPath = parsed.GetValue(output);
        string root = parsed.GetRequiredValue(folder);
        if (!Directory.Exists(root))
            throw new UsageException($"{root}: {(File.Exists(root) ? "this is a file" : "there is no such folder")}; name a folder of photographs, and then the photograph.");
        ImageFiles images = ImageFiles.Find([root], token);
        OutputPath.RefuseInputs(outputPath, [modelPath, photoPath, .. images.Paths]);
        using var results = new ResultText(console, outputPath);
        using VitFeatureCache? cache = caching.Open(parsed);
        using ImageScorer scorer = ImageScorer.ForFeatures(
            modelPath, told.Read(parsed), Math.Clamp(images.Paths.Count, 1, parsed.GetValue(batch)), images.Paths.Count, cache);

        if (images.Paths.Count == 0)
            throw new UsageException(string.Join(' ', images.Problems.Select(problem => $"{problem.Path}: {problem.Error}")));
        ScoredImage wanted = scorer.Score([photoPath], token).Single();
        if (wanted.Values is null)
            throw new UsageException($"{photoPath}: {wanted.Error}");
        var index = new VitNeighborIndex<string>(scorer.Model.FeatureCount);
        string self = Path.GetFullPath(photoPath);
        int exitCode = new FeatureCollection(console, cache).Collect(
            images, scorer, (path, features) => AddUnless(Path.GetFullPath(path) == self, index, path, features), token);

        SimilarPhoto[] similar = [.. index.Find(wanted.Values, parsed.GetValue(top)).Select(neighbour => new SimilarPhoto(neighbour.Key, neighbour.Similarity))];
        SimilarityWriter.Write(results.Writer, parsed.GetValue(format) ?? PredictionFormat.Of(outputPath), photoPath, similar);
        results.Commit();
        return exitCode;
    }

    private static void AddUnless(bool isTheSame, VitNeighborIndex<string> index, string path, float[] features)
    {
        if (!isTheSame)
            index.Add(path, features);
    }
}
