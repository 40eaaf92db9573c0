using System.CommandLine;
using System.Globalization;

namespace VitMlNet.Cli;

/// <summary>How <c>train</c> learns, and what it measures with.</summary>
internal sealed class TrainingOptions
{
    private readonly Option<Trainer[]> trainers = new("--trainer")
    {
        Description = "What learns from the features: lbfgs (the default) or sdca, which are linear, or lightgbm (trees). Name several to compare them "
            + "on the same features; the one with the highest accuracy is saved.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [Trainer.Lbfgs],
    };

    private readonly Option<string> test = new("--test")
    {
        Description = "Photographs to measure with, a folder or a manifest as the first, of classes that are among its. Nothing is learnt from them.",
        HelpName = "FOLDER|MANIFEST",
    };

    private readonly Option<int?> folds = new("--folds")
    {
        Description = "Measure by cross-validation: each photograph is tested once, by a classifier that learnt from the other K-1 parts. The figures are "
            + "those of all photographs, with the mean and the spread over the parts.",
        HelpName = "K",
    };

    private readonly Option<double> testFraction = new("--test-fraction")
    {
        Description = "The share of each class's photographs that is kept from learning, to measure what was learnt.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.2,
    };

    private readonly Option<ClassWeights> weights = new Option<ClassWeights>("--class-weights")
    {
        Description = "none (the default) counts each photograph the same; balanced counts each class the same, whatever number of photographs it has.",
    }.AcceptOnlyNames(Enum.GetValues<ClassWeights>());

    private readonly Option<int> seed = new("--seed")
    {
        Description = "Chooses the photographs for testing; the same seed chooses the same.",
        HelpName = "N",
    };

    private readonly Option<bool> noRefit = new("--no-refit")
    {
        Description = "Write the classifier that was measured, and do not let it learn from the photographs for testing too.",
    };

    private readonly Option<string> doubtful = new("--doubtful")
    {
        Description = "Also write a list of the photographs whose class is most doubtful, of those that were tested: path, class, and "
            + "what they were taken for.",
        HelpName = "FILE.csv",
    };

    public TrainingOptions(Command command)
    {
        trainers.AcceptOnlyFromAmong([.. Enum.GetValues<Trainer>().Select(EnumOptions.NameOf)]);
        testFraction.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && double.TryParse(text, CultureInfo.InvariantCulture, out double share) && share is not (> 0 and < 1))
                result.AddError($"--test-fraction is over 0 and below 1, not {text}.");
        });
        folds.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out int count) && count < 2)
                result.AddError($"--folds is at least 2, not {count}.");
        });
        command.Validators.Add(result =>
        {
            Option[] given = [.. ((Option[])[test, folds, testFraction]).Where(option => result.GetResult(option) is { Implicit: false })];
            if (given.Length > 1)
                result.AddError($"{string.Join(" and ", given.Select(option => option.Name))}: give one of them.");
            if (result.GetResult(folds) is { Implicit: false } && result.GetResult(noRefit) is { Implicit: false })
                result.AddError("--no-refit: with --folds no single classifier was measured; leave one of them out.");
        });
        command.Add(trainers);
        command.Add(test);
        command.Add(folds);
        command.Add(testFraction);
        command.Add(weights);
        command.Add(seed);
        command.Add(noRefit);
        command.Add(doubtful);
    }

    public IReadOnlyList<Trainer> Trainers(ParseResult parsed) => [.. parsed.GetRequiredValue(trainers).Distinct()];

    public string? Test(ParseResult parsed) => parsed.GetValue(test);

    public int? Folds(ParseResult parsed) => parsed.GetValue(folds);

    public double TestFraction(ParseResult parsed) => parsed.GetValue(testFraction);

    public ClassWeights Weights(ParseResult parsed) => parsed.GetValue(weights);

    public int Seed(ParseResult parsed) => parsed.GetValue(seed);

    public string? Doubtful(ParseResult parsed) => parsed.GetValue(doubtful);

    /// <summary>Whether what is saved learns from the photographs for testing too.</summary>
    public bool Refits(ParseResult parsed) => !parsed.GetValue(noRefit) && Test(parsed) is null;

    /// <summary>What is measured with, for the report.</summary>
    public (string Name, string Value) Describe(ParseResult parsed) =>
        Test(parsed) is { } source ? ("tested with", Path.GetFullPath(source))
        : Folds(parsed) is { } count ? ("folds", count.ToString(CultureInfo.InvariantCulture))
        : ("test fraction", TestFraction(parsed).ToString(CultureInfo.InvariantCulture));
}
