using System.CommandLine;
using System.Globalization;
using VitMlNet.Cli.Input;
using VitMlNet.Cli.Metrics;
using VitMlNet.Cli.Output;
using VitMlNet.Cli.Reports;
using VitMlNet.Cli.Scoring;

namespace VitMlNet.Cli.Commands;

/// <summary><c>vitmlnet evaluate</c>: how often a classifier is right about photographs whose classes are known.</summary>
internal sealed class EvaluateCommand : ToolCommand
{
    private readonly Argument<string> folder = new("FOLDER")
    {
        Description = "A folder with a subfolder of images for each class, named by the class's WordNet id (n02123045), one of its names, or its index. "
            + "Letter case makes no difference, and _ and - are blanks. Subfolders that name no class are named and left out, with exit code 1.",
    };

    private readonly Option<string> model = Inputs.Model();
    private readonly ModelInputs told = new();
    private readonly Option<int> batch = Inputs.Batch();

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
        told.AddTo(this);
        Add(batch);
        SetAction((parsed, token) => Task.FromResult(Run(parsed, token)));
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet evaluate imagenet/val --model vit.onnx", "Top-1 and top-5 accuracy, the classes, and the most frequent mistakes."),
        ("vitmlnet evaluate photos --model vit.onnx --report report.html", "Also a page to look at, with the confusion matrix and the surest mistakes as pictures."),
        ("vitmlnet evaluate flowers --model flowers.zip", "The same for a pipeline that 'vitmlnet train' saved."),
        ("vitmlnet evaluate photos --model vit.onnx --format json", "One JSON object for other programs."),
    ];

    private int Run(ParseResult parsed, CancellationToken token)
    {
        string root = parsed.GetRequiredValue(folder);
        string? named = parsed.GetValue(model);
        bool isPipeline = PipelineChoice.IsPipeline(named);
        if (isPipeline && told.FirstGiven(parsed) is { } option)
            throw new UsageException($"{option}: the pipeline {named} has its own; leave it out.");
        string modelPath = isPipeline ? PipelineChoice.Check(named!) : ModelChoice.Resolve(named, console.Message);
        VitModelOptions options = told.Read(parsed);
        using IClassifier? pipeline = isPipeline ? new PipelineScorer(modelPath, int.MaxValue) : null;
        ClassNaming naming = pipeline is null
            ? ClassNaming.Of(ImageScorer.OpenClassifier(modelPath, options))
            : new ClassNaming(pipeline.Labels, null);
        LabelledImages images = LabelledImages.Find(root, naming, token);
        using ReportFiles files = reports.Open(parsed, [modelPath, .. images.Images.Paths]);
        foreach (string message in images.Ignored)
            console.Message(message);

        int count = images.Images.Paths.Count;
        if (pipeline is not null)
            return Finish(pipeline);
        using ImageScorer scorer = ImageScorer.ForClasses(modelPath, options, Math.Clamp(count, 1, parsed.GetValue(batch)), count);
        return Finish(scorer);

        int Finish(IClassifier classifier)
        {
            (int exitCode, Report report) = Measure(parsed, classifier, images, naming, token);
            files.Write(report);
            reports.Print(parsed, console, report);
            return images.Ignored.Count > 0 ? ExitCodes.SomeImagesFailed : exitCode;
        }
    }

    private (int ExitCode, Report Report) Measure(
        ParseResult parsed, IClassifier classifier, LabelledImages images, ClassNaming naming, CancellationToken token)
    {
        var outcomes = new List<Outcome>();
        var run = new ScoringRun(console, images.Images, classifier)
        {
            Good = (path, scores) => outcomes.Add(Outcome.Of(path, images.ClassOf(path), scores)),
        };
        int exitCode = run.Score(token);
        string root = parsed.GetRequiredValue(folder);
        if (outcomes.Count == 0)
            throw new UsageException($"{root}: none of its images could be read, so that there is nothing to measure.");
        return (exitCode, new Report
        {
            Title = $"Evaluation of {Path.GetFileName(classifier.Description[0].Value)} on {Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)))}",
            Settings = [.. classifier.Description, ("folder", Path.GetFullPath(root)), ("photographs", outcomes.Count.ToString(CultureInfo.InvariantCulture))],
            Notes = images.Ignored,
            Evaluation = new Evaluation(naming.Distinct, outcomes),
            Failures = run.Failures,
            Folder = root,
            Top = parsed.GetValue(top),
            Mistakes = reports.Mistakes(parsed),
        });
    }
}
