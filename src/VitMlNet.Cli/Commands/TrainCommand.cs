using System.CommandLine;
using System.Globalization;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet train</c>: a classifier of one's own classes, on the features of a model.</summary>
internal sealed class TrainCommand : ToolCommand
{
    private readonly Argument<string> folder = new("FOLDER")
    {
        Description = "A folder with a subfolder of photographs for each class; the subfolders' names are those of the classes.",
    };

    private readonly Option<string> model = SharedOptions.Model();

    private readonly Option<string> output = new("--output")
    {
        Description = "The pipeline to write, an ML.NET archive that goes from a photograph to a class. Weights over 256 MiB go beside it.",
        HelpName = "FILE.zip",
        Required = true,
    };

    private readonly Option<Trainer> trainer = new Option<Trainer>("--trainer")
    {
        Description = "What learns from the features: L-BFGS (the default) or SDCA, which are linear, or LightGBM (trees).",
    }.AcceptOnlyNames(Enum.GetValues<Trainer>());

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

    private readonly ModelFileOptions modelOptions = new(forClasses: false);
    private readonly Option<int> batch = SharedOptions.Batch();
    private readonly ReportOptions reports;
    private readonly CacheOptions caching;
    private readonly ToolConsole console;

    public TrainCommand(ToolConsole console)
        : base("train", "Learns classes of your own from a folder of photographs, measures the result, and saves it.")
    {
        this.console = console;
        output.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !PipelineChoice.IsPipeline(result.Tokens[0].Value))
                result.AddError($"--output {result.Tokens[0].Value}: a pipeline is written to a .zip file.");
        });
        testFraction.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && double.TryParse(text, CultureInfo.InvariantCulture, out double share) && share is not (> 0 and < 1))
                result.AddError($"--test-fraction is over 0 and below 1, not {text}.");
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
        modelOptions.AddTo(this);
        Add(batch);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet train flowers --model vit.onnx --output flowers.zip", "Learns from flowers/daisy, flowers/rose …, and tests on a fifth of each."),
        ("vitmlnet train flowers --model vit.onnx --output flowers.zip --report flowers.html", "Also a page to look at, with the surest mistakes as pictures."),
        ("vitmlnet train flowers --model vit.onnx --output flowers.zip --trainer lightgbm --seed 7",
            "Other trainers learn from the same features, which are scored only once."),
        ("vitmlnet predict flowers.zip photo.jpg", "Uses what was learnt."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        string outputPath = parsed.GetRequiredValue(output);
        Trainers.Check(parsed.GetValue(trainer));
        string modelPath = ModelChoice.Resolve(parsed.GetValue(model), console.Message);
        LabelledFolder photographs = LabelledFolder.Find(parsed.GetRequiredValue(folder), token);
        IReadOnlyList<string> paths = photographs.Images.Paths;
        OutputPath.RefuseInputs(outputPath, [modelPath, .. paths]);
        using ReportFiles files = reports.Open(parsed, [modelPath, outputPath, .. paths]);
        // Training may take long: whether the pipeline can be written is checked before it.
        OutputFile.Check(outputPath);
        using VitFeatureCache? cache = caching.Open(parsed);
        VitModel opened = ModelOpening.OpenFeaturizer(modelPath, modelOptions.Read(parsed), console.Message);
        VitPredictorOptions settings = PredictorSettings.For(paths.Count, parsed.GetValue(batch), cache);
        using var predictor = new VitPredictor(opened, settings);

        var images = new List<TrainingImage>(paths.Count);
        var collection = new FeatureCollection(console, cache);
        int exitCode = await collection.CollectAsync(
            photographs.Images,
            predictor,
            (path, features) => images.Add(new TrainingImage { ImagePath = path, Label = photographs.LabelOf(path), Features = features }),
            token);
        LabelledFolder.CheckClasses(photographs.Folder, images.Select(image => image.Label), "readable ");

        var training = new ClassifierTraining(images, parsed.GetValue(trainer), parsed.GetValue(seed), token);
        (PipelineFit fit, EvaluationReport report) = await LearnAsync(parsed, training, opened, collection.Failures, images.Count);
        training.Save(fit.Saved, opened, settings.Session, outputPath);
        files.Write(report);
        reports.Print(parsed, console, report);
        console.Message($"wrote {outputPath} ({Quantity.Bytes(new FileInfo(outputPath).Length)}), {training.Classes.Count} classes. {report.Notes[0]}");
        return exitCode;
    }

    private async Task<(PipelineFit Fit, EvaluationReport Report)> LearnAsync(
        ParseResult parsed, ClassifierTraining training, VitModel opened, IReadOnlyList<(string, string)> failures, int count)
    {
        bool refit = !parsed.GetValue(noRefit);
        double fraction = parsed.GetValue(testFraction);
        VitTrainTestData parts = training.Split(fraction);
        PipelineFit fit = await PipelineFit.TrainAsync(training, parts, refit, console);
        int tested = fit.Outcomes.Count;
        string root = parsed.GetRequiredValue(folder);
        return (fit, new EvaluationReport
        {
            Title = $"Training of {Path.GetFileName(parsed.GetRequiredValue(output))} on "
                + $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)))}",
            Settings =
            [
                ("pipeline", Path.GetFullPath(parsed.GetRequiredValue(output))),
                .. ModelOpening.Describe(opened),
                ("trainer", EnumOptions.NameOf(parsed.GetValue(trainer))),
                ("folder", Path.GetFullPath(root)),
                ("photographs to learn from", Text(count - tested)),
                ("photographs for testing", Text(tested)),
                ("test fraction", fraction.ToString(CultureInfo.InvariantCulture)),
                ("seed", Text(parsed.GetValue(seed))),
            ],
            Notes =
            [
                refit
                    ? $"The figures are those of the {tested} photographs for testing, after learning from the other {count - tested}; the saved "
                        + $"pipeline then learnt from all {count}."
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
