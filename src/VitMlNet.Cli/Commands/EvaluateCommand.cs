using System.CommandLine;
using System.Globalization;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet evaluate</c>: how often a classifier is right about photographs whose classes are known.</summary>
internal sealed class EvaluateCommand : ToolCommand
{
    private readonly Argument<string> folder = new("FOLDER")
    {
        Description = "A folder with a subfolder of images for each class, named by the class's WordNet id (n02123045), one of its names, or its index. "
            + "Letter case makes no difference, and _ and - are blanks. Subfolders that name no class are named and left out, with exit code 1. Or a "
            + "manifest (.csv or .tsv) with the columns path and label.",
        HelpName = "FOLDER|MANIFEST",
    };

    private readonly Option<string> model = SharedOptions.Model();
    private readonly ModelFileOptions modelOptions = new();
    private readonly Option<int> batch = SharedOptions.Batch();

    private readonly Option<int> top = new Option<int>("--top")
    {
        Description = "Also count a photograph as right when its class is among the N with the highest scores.",
        HelpName = "N",
        DefaultValueFactory = _ => 5,
    }.AtLeastOne();

    private readonly ReportOptions reports;
    private readonly ToolConsole console;

    public EvaluateCommand(ToolConsole console)
        : base("evaluate", "Measures how often a classifier is right, on a folder with a subfolder for each class.")
    {
        this.console = console;
        Add(folder);
        Add(model);
        Add(top);
        reports = new ReportOptions(this);
        modelOptions.AddTo(this);
        Add(batch);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet evaluate imagenet/val --model vit.onnx", "Top-1 and top-5 accuracy, the classes, and the most frequent mistakes."),
        ("vitmlnet evaluate photos --model vit.onnx --report report.html",
            "Also a page to look at, with the confusion matrix and the surest mistakes as pictures."),
        ("vitmlnet evaluate flowers --model flowers.zip", "The same for a pipeline that 'vitmlnet train' saved."),
        ("vitmlnet evaluate photos --model vit.onnx --format json", "One JSON object for other programs."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        string? named = parsed.GetValue(model);
        if (PipelineChoice.IsPipeline(named))
        {
            if (modelOptions.FirstGiven(parsed) is { } option)
                throw new UsageException($"{option}: the pipeline {named} has its own; leave it out.");
            using var saved = new SavedPipeline(PipelineChoice.Check(named!));
            return await EvaluateAsync(
                parsed, named!, new VitClassNames(saved.Predictor.Labels), ModelOpening.Describe(named!, saved.Predictor), TrainedImages.ReadPipeline(named!),
                _ => saved.Predictor, token);
        }

        string modelPath = ModelChoice.Resolve(named, console.Inform);
        VitModel opened = ModelOpening.OpenClassifier(modelPath, modelOptions.Read(parsed), console.Message);
        VitPredictor? predictor = null;
        try
        {
            return await EvaluateAsync(
                parsed,
                modelPath,
                VitClassNames.Of(opened),
                ModelOpening.Describe(opened),
                TrainedImages.Read(opened),
                count => predictor = new VitPredictor(opened, PredictorSettings.For(count, parsed.GetValue(batch))),
                token);
        }
        finally
        {
            predictor?.Dispose();
        }
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="modelPath">The model or the pipeline, which no report may replace.</param>
    /// <param name="naming">The names of its classes.</param>
    /// <param name="description">What it is, for the report.</param>
    /// <param name="trainedOn">The photographs that it was trained on, where it says so.</param>
    /// <param name="open">Loads it for a number of photographs, when everything else is known to be right.</param>
    /// <param name="token">Ends the work early.</param>
    private async Task<int> EvaluateAsync(
        ParseResult parsed,
        string modelPath,
        VitClassNames naming,
        IReadOnlyList<(string Name, string Value)> description,
        TrainedImages? trainedOn,
        Func<int, VitPredictor> open,
        CancellationToken token)
    {
        string root = parsed.GetRequiredValue(folder);
        LabelledImages images = LabelledImages.Find(root, naming, token);
        using ReportFiles files = reports.Open(parsed, [modelPath, .. images.Images.Paths]);
        foreach (string message in images.Ignored)
            console.Message(message);

        var outcomes = new List<Outcome>();
        var run = new ScoringRun(console, images.Images);
        int exitCode = await run.ClassifyAsync(
            open(images.Images.Paths.Count), (path, result) => outcomes.Add(Outcome.Of(path, images.ClassOf(path), result.Scores.Span)), token);
        if (outcomes.Count == 0)
            throw new UsageException($"{root}: none of its images could be read, so that there is nothing to measure.");
        IReadOnlyList<string> notes = [.. images.Ignored, .. KnownPhotographs(trainedOn, outcomes)];
        foreach (string note in notes.Skip(images.Ignored.Count))
            console.Message(note);
        var report = new EvaluationReport
        {
            Title = $"Evaluation of {Path.GetFileName(description[0].Value)} on {Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)))}",
            Settings =
            [
                .. description,
                ("folder", Path.GetFullPath(root)),
                ("photographs", outcomes.Count.ToString(CultureInfo.InvariantCulture)),
            ],
            Notes = notes,
            Evaluation = new Evaluation(naming.Distinct, outcomes),
            Failures = run.Failures,
            Folder = ManifestFile.Is(root) ? Path.GetDirectoryName(Path.GetFullPath(root))! : root,
            Top = parsed.GetValue(top),
            Mistakes = reports.Mistakes(parsed),
        };
        files.Write(report);
        reports.Print(parsed, console, report);
        return images.Ignored.Count > 0 ? ExitCodes.SomeImagesFailed : exitCode;
    }

    private static IEnumerable<string> KnownPhotographs(TrainedImages? trainedOn, List<Outcome> outcomes)
    {
        if (trainedOn is null)
            yield break;
        List<Outcome> unknown = outcomes.FindAll(outcome => !trainedOn.Contains(outcome.Path));
        int known = outcomes.Count - unknown.Count;
        if (known == 0)
            yield break;
        yield return $"{known} of the {outcomes.Count} photographs are among those that the classifier was trained on, which says nothing of new ones; "
            + (unknown.Count == 0 ? "there are no others." : $"of the other {unknown.Count}, {unknown.Count(outcome => outcome.IsRight)} are right.");
    }
}
