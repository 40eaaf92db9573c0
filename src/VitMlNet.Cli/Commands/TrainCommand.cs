using System.CommandLine;
using System.Globalization;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet train</c>: a classifier of one's own classes, on the features of a model.</summary>
internal sealed class TrainCommand : ToolCommand
{
    private const int ShownPairs = 5;

    private readonly Argument<string> source = new("FOLDER")
    {
        Description = "A folder with a subfolder of photographs for each class, whose names are those of the classes; or a manifest (.csv or .tsv) with a "
            + "column 'path' and a column 'label'.",
        HelpName = "FOLDER|MANIFEST",
    };

    private readonly Option<string> model = SharedOptions.Model();

    private readonly Option<string> output = new("--output")
    {
        Description = "The classifier to write: a model file (.onnx) of the network and what was learnt, which all commands take as --model; or an archive of "
            + "ML.NET's (.zip). Weights over 256 MiB go beside it.",
        HelpName = "FILE.onnx|FILE.zip",
        Required = true,
    };

    private readonly ModelFileOptions modelOptions = new(forClasses: false);
    private readonly Option<int> batch = SharedOptions.Batch();
    private readonly TrainingOptions training;
    private readonly ReportOptions reports;
    private readonly CacheOptions caching;
    private readonly ToolConsole console;

    public TrainCommand(ToolConsole console)
        : base("train", "Learns classes of your own from photographs, measures the result, and saves it.")
    {
        this.console = console;
        output.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var path }] && !PipelineChoice.IsPipeline(path) && !SavedClassifier.IsModelFile(path))
                result.AddError($"--output {path}: a classifier is written to an .onnx or a .zip file; the extension chooses.");
        });
        Add(source);
        Add(model);
        Add(output);
        training = new TrainingOptions(this);
        reports = new ReportOptions(this);
        caching = new CacheOptions(this);
        modelOptions.AddTo(this);
        Add(batch);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet train flowers --model vit.onnx --output flowers.onnx", "Learns from flowers/daisy, flowers/rose …, and tests on a fifth of each."),
        ("vitmlnet train flowers --model vit.onnx --output flowers.onnx --folds 5 --trainer lbfgs sdca lightgbm",
            "Compares three trainers by cross-validation, on features that are scored only once, and saves the best."),
        ("vitmlnet train flowers --model vit.onnx --output flowers.onnx --report flowers.html",
            "Also a page to look at, with the surest mistakes as pictures."),
        ("vitmlnet train train.csv --test test.csv --model vit.onnx --output flowers.onnx", "Lists of paths and labels in place of folders."),
        ("vitmlnet classify photo.jpg --model flowers.onnx", "Uses what was learnt."),
    ];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        string outputPath = parsed.GetRequiredValue(output);
        foreach (Trainer trainer in training.Trainers(parsed))
            Trainers.Check(trainer);
        string modelPath = ModelChoice.Resolve(parsed.GetValue(model), console.Inform);
        TrainingPhotographs photographs = TrainingPhotographs.Find(parsed.GetRequiredValue(source), training.Test(parsed), token);
        IReadOnlyList<string> paths = photographs.Images.Paths;
        OutputPath.RefuseInputs(outputPath, [modelPath, .. photographs.Sources, .. paths]);
        using ReportFiles files = reports.Open(parsed, [modelPath, outputPath, .. photographs.Sources, .. paths]);
        using DoubtfulFile? doubtful = DoubtfulFile.Open(training.Doubtful(parsed), [modelPath, outputPath, .. photographs.Sources, .. paths]);
        // Training may take long: whether the classifier can be written is checked before it.
        OutputFile.Check(outputPath);
        using VitFeatureCache? cache = caching.Open(parsed);
        VitModel opened = ModelOpening.OpenFeaturizer(modelPath, modelOptions.Read(parsed), console.Message);
        VitPredictorOptions settings = PredictorSettings.For(paths.Count, parsed.GetValue(batch), cache);
        using var predictor = new VitPredictor(opened, settings);

        var collection = new FeatureCollection(console, cache);
        int exitCode = await collection.CollectAsync(photographs.Images, predictor, photographs.AddFeatures, token);
        photographs.CheckReadable();
        var classifiers = new ClassifierTraining(photographs.Learnt, training.Weights(parsed), training.Seed(parsed), token);
        TrainingRun run = await LearnAsync(parsed, classifiers, photographs);
        EvaluationReport report = Report(parsed, run, classifiers, photographs, opened, collection.Failures, token);
        IEnumerable<string> learntFrom = photographs.Learnt.Select(image => image.ImagePath);
        if (!training.Refits(parsed))
            learntFrom = learntFrom.Except(run.Best.Outcomes.Select(outcome => outcome.Path));
        SavedClassifier.Save(run.Saved!, opened, settings.Session, TrainedImages.Of(learntFrom, token), outputPath, token);
        files.Write(report);
        doubtful?.Write(report);
        reports.Print(parsed, console, report);
        foreach (string note in report.Notes.Skip(1))
            console.Message(note);
        console.Inform($"wrote {outputPath} ({Quantity.Bytes(new FileInfo(outputPath).Length)}), {classifiers.Classes.Count} classes. {report.Notes[0]}");
        return exitCode;
    }

    private async Task<TrainingRun> LearnAsync(ParseResult parsed, ClassifierTraining classifiers, TrainingPhotographs photographs)
    {
        var run = new TrainingRun();
        foreach (TrainingImage image in photographs.Learnt.Concat(photographs.Tested))
            run.AddForDuplicates(image);
        IReadOnlyList<TrainingPart> parts = training.Test(parsed) is not null ? [classifiers.TestWith(photographs.Tested)]
            : training.Folds(parsed) is { } count ? classifiers.SplitFolds(count)
            : [classifiers.Split(training.TestFraction(parsed))];
        await run.RunAsync(classifiers, training.Trainers(parsed), parts, training.Refits(parsed), console);
        return run;
    }

    private EvaluationReport Report(
        ParseResult parsed, TrainingRun run, ClassifierTraining classifiers, TrainingPhotographs photographs, VitModel opened,
        IReadOnlyList<(string, string)> failures, CancellationToken token)
    {
        int tested = run.Best.Outcomes.Count;
        int count = photographs.Learnt.Count + photographs.Tested.Count;
        string root = parsed.GetRequiredValue(source);
        return new EvaluationReport
        {
            Title = $"Training of {Path.GetFileName(parsed.GetRequiredValue(output))} on "
                + $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)))}",
            Settings =
            [
                ("classifier", Path.GetFullPath(parsed.GetRequiredValue(output))),
                .. ModelOpening.Describe(opened),
                ("trainer", EnumOptions.NameOf(run.Best.Trainer)),
                ("class weights", EnumOptions.NameOf(training.Weights(parsed))),
                ("photographs", Path.GetFullPath(root)),
                ("photographs to learn from", Text(training.Folds(parsed) is null ? count - tested : count)),
                ("photographs for testing", Text(tested)),
                training.Describe(parsed),
                ("seed", Text(training.Seed(parsed))),
            ],
            Notes = [Meaning(parsed, count, tested), .. Choice(run), .. Leaks(run, photographs, token)],
            Evaluation = new Evaluation(classifiers.Classes, run.Best.Outcomes),
            Compared = run.Compare(classifiers.Classes),
            Doubtful = DoubtfulLabels.Find(run.Best.Outcomes),
            Failures = failures,
            Folder = photographs.Folder,
            Mistakes = reports.Mistakes(parsed),
        };
    }

    private string Meaning(ParseResult parsed, int count, int tested)
    {
        if (training.Folds(parsed) is { } folds)
            return $"The figures are those of all {count} photographs, each tested by a classifier that learnt from the other {folds - 1} of {folds} parts; "
                + $"the saved classifier learnt from all {count}.";
        string measured = $"The figures are those of the {tested} photographs for testing";
        return training.Refits(parsed)
            ? $"{measured}, after learning from the other {count - tested}; the saved classifier then learnt from all {count}."
            : $"{measured}; the saved classifier learnt from the other {count - tested}.";
    }

    private static IEnumerable<string> Choice(TrainingRun run)
    {
        if (run.Results.Count > 1)
            yield return $"{EnumOptions.NameOf(run.Best.Trainer)} was chosen: it has the highest accuracy of the {run.Results.Count} trainers.";
    }

    private static IEnumerable<string> Leaks(TrainingRun run, TrainingPhotographs photographs, CancellationToken token)
    {
        if (run.FindLeaks(token) is not { } pairs)
        {
            yield return "There are too many photographs to look for copies of one photograph among those to learn from and those for testing.";
            yield break;
        }

        if (pairs.Count == 0)
            yield break;
        string shown = string.Join("; ", pairs.Take(ShownPairs).Select(pair => $"{photographs.Shown(pair.One)} and {photographs.Shown(pair.Other)}"));
        yield return $"{pairs.Count} {(pairs.Count == 1 ? "pair of photographs looks" : "pairs of photographs look")} the same, one for testing and one to learn "
            + $"from, so that the figures are better than they would be for new photographs: {shown}{(pairs.Count > ShownPairs ? "; …" : "")}.";
        DuplicatePair[] contradictory = [.. pairs.Where(pair => photographs.LabelOf(pair.One) != photographs.LabelOf(pair.Other))];
        if (contradictory.Length > 0)
            yield return $"{contradictory.Length} of these pairs have different classes, so that one of them is wrong: "
                + $"{string.Join("; ", contradictory.Take(ShownPairs).Select(pair => $"{photographs.Shown(pair.One)} and {photographs.Shown(pair.Other)}"))}.";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
