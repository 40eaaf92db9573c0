using System.Text.RegularExpressions;

namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>How the files of a SavedModel are called.</summary>
internal static partial class ModuleLayout
{
    public const string Graph = "saved_model.pb";
    public const string Index = "variables/variables.index";
    public const string DataPrefix = "variables/variables.data-";

    /// <summary>TensorFlow writes 34 kB for the largest of these networks.</summary>
    public const int LongestIndex = 64 << 20;

    /// <summary>Whether a folder is a SavedModel, or what is left of one.</summary>
    public static bool Recognizes(string folder) => File.Exists(Path.Combine(folder, Graph)) || Directory.Exists(Path.Combine(folder, "variables"));

    public static string Shard(int number, int count) => FormattableString.Invariant($"{DataPrefix}{number:00000}-of-{count:00000}");

    public static bool IsShard(string name) => ShardName().IsMatch(name);

    public static ConversionException Missing(string file, string name) =>
        new($"There is no such file, and a SavedModel of a Vision Transformer has a {file}. Download or unpack the module again.", name);

    [GeneratedRegex(@"^variables/variables\.data-[0-9]{5}-of-[0-9]{5}$", RegexOptions.CultureInvariant)]
    private static partial Regex ShardName();
}
