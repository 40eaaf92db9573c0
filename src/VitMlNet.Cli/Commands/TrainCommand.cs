using System.CommandLine;
using System.Globalization;
using VitMlNet.Cli.Input;
using VitMlNet.Cli.Metrics;
using VitMlNet.Cli.Output;
using VitMlNet.Cli.Reports;
using VitMlNet.Cli.Scoring;
using VitMlNet.Cli.Training;
using TrainTestData = VitMlNet.VitTrainTestData;

namespace VitMlNet.Cli.Commands;

/// <summary><c>vitmlnet train</c>: a classifier of one's own classes, on the features of a model.</summary>
internal sealed class TrainCommand : ToolCommand
{
    private readonly Argument<string> folder = new("FOLDER")
    {
        Description = "A folder with a subfolder of photographs for each class; the subfolders' names are those of the classes.",
    };

    private readonly Option<string> model = Inputs.Model();

    private readonly Option<string> output = new("--output")
    {
        Description = "The pipeline to write, an ML.NET archive that goes from a photograph to a class. Weights over 256 MiB go beside it.",
        HelpName = "FILE.zip",
        Required = true,
    };

    private readonly Option<string> trainer = new("--trainer")
    {
        Description = "What learns from the features: L-BFGS or SDCA (linear), or LightGBM (trees).",
        DefaultValueFactory = _ => Trainers.Default,
    };

    private readonly Option<double> testFraction = new("--test-fraction")
    {
        Description = "The share of each class's photographs that is kept from learning, to measure what was learnt.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.2,
    };

    private readonly Option<int> seed = new("--seed")
    {
        Description = "Chooses the photographs for testing; the same seed chooses the same.",
        HelpName = "N",
    };

    private readonly Option<bool> noRefit = new("--no-refit")
    {
        Description = "Write the pipeline that was measured, and do not let it learn from the photographs for testing too.",
    };

    private readonly ModelInputs told = new(forClasses: false);
    private readonly Option<int> batch = Inputs.Batch();
    private readonly ReportOptions reports;
    private readonly CacheOptions caching;
    private readonly ToolConsole console;

    public TrainCommand(ToolConsole console)
        : base("train", "Learns classes of your own from a folder of photographs, measures the result, and saves it.")
    {
        this.console = console;
        trainer.AcceptOnlyFromAmong(Trainers.Names);
        output.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !PipelineChoice.IsPipeline(result.Tokens[0].Value))
                result.AddError($"--output {result.Tokens[0].Value}: a pipeline is written to a .zip file.");
        });
        testFraction.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out double share) && share is not (> 0 and < 1))
                result.AddError($"--test-fraction is over 0 and below 1, not {result.Tokens[0].Value}.");
        });
        Add(folder);
        Add(model);
        Add(output);
        Add(trainer);
        Add(testFraction);
        Add(seed);
        Add(noRefit);
        reports = new ReportOptions(this);
        caching = new CacheOptions(this);
        told.AddTo(this);
        Add(batch);
        SetAction((parsed, token) => Task.FromResult(Run(parsed, token)));
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet train flowers --model vit.onnx --output flowers.zip", "Learns from flowers/daisy, flowers/rose …, and tests on a fifth of each."),
        ("vitmlnet train flowers --model vit.onnx --output flowers.zip --report flowers.html", "Also a page to look at, with the surest mistakes as pictures."),
        ("vitmlnet train flowers --model vit.onnx --output flowers.zip --trainer lightgbm --seed 7", "Other trainers learn from the same features, which are scored only once."),
        ("vitmlnet predict flowers.zip photo.jpg", "Uses what was learnt."),
    ];

    private int Run(ParseResult parsed, CancellationToken token)
    {
        string outputPath = parsed.GetRequiredValue(output);
        Trainers.Check(parsed.GetRequiredValue(trainer));
        string modelPath = ModelChoice.Resolve(parsed.GetValue(model), console.Message);
        LabelledFolder photographs = LabelledFolder.Find(parsed.GetRequiredValue(folder));
        IReadOnlyList<string> paths = photographs.Images.Paths;
        OutputPath.RefuseInputs(outputPath, [modelPath, .. paths]);
        using ReportFiles files = reports.Open(parsed, [modelPath, outputPath, .. paths]);
        // Learning may take long: that the pipeline can be written there is made sure of before.
        new AtomicFile(outputPath).Dispose();
        using VitFeatureCache? cache = caching.Open(parsed);
        using ImageScorer scorer = ImageScorer.ForFeatures(
            modelPath, told.Read(parsed), Math.Clamp(paths.Count, 1, parsed.GetValue(batch)), paths.Count, cache);

        var images = new List<TrainingImage>(paths.Count);
        var collection = new FeatureCollection(console, cache);
        int exitCode = collection.Collect(
            photographs.Images, scorer, (path, features) => images.Add(new TrainingImage { ImagePath = path, Label = photographs.LabelOf(path), Features = features }), token);
        LabelledFolder.CheckClasses(photographs.Folder, images.Select(image => image.Label), "readable ");

        var training = new ClassifierTraining(images, parsed.GetRequiredValue(trainer), parsed.GetValue(seed), token);
        (PipelineFit fit, Report report) = Learn(parsed, training, scorer, collection.Failures, images.Count);
        training.Save(fit.Saved, scorer.Model, Cores.SessionFor(paths.Count), outputPath);
        files.Write(report);
        reports.Print(parsed, console, report);
        console.Message($"wrote {outputPath} ({Quantity.Bytes(new FileInfo(outputPath).Length)}), {training.Classes.Count} classes. {report.Notes[0]}");
        return exitCode;
    }

    private (PipelineFit Fit, Report Report) Learn(
        ParseResult parsed, ClassifierTraining training, ImageScorer scorer, IReadOnlyList<(string, string)> failures, int count)
    {
        bool refit = !parsed.GetValue(noRefit);
        double fraction = parsed.GetValue(testFraction);
        TrainTestData parts = training.Split(fraction);
        PipelineFit fit = PipelineFit.Of(training, parts, refit, console);
        int tested = fit.Outcomes.Count;
        string root = parsed.GetRequiredValue(folder);
        return (fit, new Report
        {
            Title = $"Training of {Path.GetFileName(parsed.GetRequiredValue(output))} on {Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)))}",
            Settings =
            [
                ("pipeline", Path.GetFullPath(parsed.GetRequiredValue(output))),
                .. scorer.Description,
                ("trainer", parsed.GetRequiredValue(trainer)),
                ("folder", Path.GetFullPath(root)),
                ("photographs to learn from", Text(count - tested)),
                ("photographs for testing", Text(tested)),
                ("test fraction", fraction.ToString(CultureInfo.InvariantCulture)),
                ("seed", Text(parsed.GetValue(seed))),
            ],
            Notes =
            [
                refit
                    ? $"The figures are those of the {tested} photographs for testing, after learning from the other {count - tested}; the saved pipeline then learnt from all {count}."
                    : $"The figures are those of the {tested} photographs for testing; the saved pipeline learnt from the other {count - tested}.",
            ],
            Evaluation = new Evaluation(training.Classes, fit.Outcomes),
            Failures = failures,
            Folder = root,
            Mistakes = reports.Mistakes(parsed),
        });
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
