using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary>The arguments and options that several commands share.</summary>
internal static class SharedOptions
{
    public static Option<string> Model()
    {
        var option = new Option<string>("--model")
        {
            Description = $"The model file, a folder with one, or the name of a model that was pulled, see 'vitmlnet models'. Default: what the environment variable "
                + $"{ModelChoice.Variable} names, or else {ModelChoice.Demo}, which comes with the tool.",
            HelpName = "FILE.onnx|FOLDER|NAME",
        };
        option.CompletionSources.Add(_ => ModelChoice.Names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        return option;
    }

    public static Option<string> Preprocessing()
    {
        var option = new Option<string>("--preprocessing")
        {
            Description = "How a photograph becomes the model's input: as in Google's code, as in timm, or by ML.NET's stock steps. Default: "
                + "what the model file asks for.",
        };
        option.AcceptOnlyFromAmong("google", "timm", "mlnet");
        return option;
    }

    public static Option<VitPrecision> Precision() => new Option<VitPrecision>("--precision")
    {
        Description = "fp32 (the default) keeps the checkpoint's numbers; int8 is a quarter of the size and several times as fast, and changes "
            + "the scores a little.",
    }.AcceptOnlyNames(Enum.GetValues<VitPrecision>());

    public static Option<bool> RawCsv() => new("--raw-csv")
    {
        Description = "Write names to .csv as they are. Default: an apostrophe before those that a spreadsheet would take for a formula (= + - @).",
    };

    public static Option<bool> Attention() => new("--attention")
    {
        Description = "Add the output 'attention': a map of where in the photograph the network looked.",
    };

    public static Option<int> Batch()
    {
        const int Largest = 256;
        var option = new Option<int>("--batch")
        {
            Description = $"How many images the model scores in one call, from 1 to {Largest}. More than the default take more memory, and hardly less time.",
            HelpName = "N",
            DefaultValueFactory = _ => 8,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value is < 1 or > Largest)
                result.AddError($"--batch is from 1 to {Largest}, not {value}.");
        });
        return option;
    }

    /// <summary>Adds a check that a number is at least one.</summary>
    public static Option<T> AtLeastOne<T>(this Option<T> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < 1)
                result.AddError($"{option.Name} is at least 1, not {value}.");
        });
        return option;
    }
}
