using System.Globalization;
using System.Text.RegularExpressions;

namespace VitMlNet.Conversion.Checkpoints;

/// <summary>Maps the names in a file to the canonical names: those of the published checkpoints, without a prefix.</summary>
/// <remarks>
/// Only names change. GroupNorm parameters keep the shape that the file has, [C] or [1, 1, 1, C].
/// </remarks>
internal static partial class CanonicalNames
{
    private static readonly string[] Prefixes = ["opt/target/", "params/"];

    /// <summary>A whole number that some programs save beside the parameters: how far the training had come.</summary>
    private const string TrainingStep = "step";

    /// <summary>The numbers of the parts of an encoder block in the published files, in order.</summary>
    private static readonly Dictionary<string, int[]> PublishedNumbers = new()
    {
        ["LayerNorm"] = [0, 2],
        ["MultiHeadDotProductAttention"] = [1],
        ["MlpBlock"] = [3],
    };

    /// <summary>
    /// The canonical name of each array that is a parameter. Where parameters lie under <c>opt/target/</c> or
    /// <c>params/</c>, arrays beside it (an optimizer's state) are left out.
    /// </summary>
    public static IReadOnlyList<(string Name, T Item)> Resolve<T>(IEnumerable<(string Name, T Item)> stored)
    {
        (string Name, T Item)[] arrays = [.. stored];
        if (Prefixes.FirstOrDefault(prefix => arrays.Any(a => a.Name.StartsWith(prefix, StringComparison.Ordinal))) is { } found)
            arrays = [.. arrays.Where(a => a.Name.StartsWith(found, StringComparison.Ordinal)).Select(a => (a.Name[found.Length..], a.Item))];
        else
            arrays = [.. arrays.Where(a => a.Name != TrainingStep)];
        Dictionary<string, string> renamed = FindRenamedParts(arrays.Select(a => a.Name));
        return [.. arrays.Select(a => (Rename(a.Name, renamed), a.Item))];
    }

    /// <summary>
    /// Linen counts the parts of a block by kind (LayerNorm_0, LayerNorm_1), the published files count all parts together
    /// (LayerNorm_0, LayerNorm_2). A single name does not show which it is, so the numbers present in a block are sorted,
    /// and the k-th gets the k-th published number. A block with parts missing or too many keeps its names.
    /// </summary>
    private static Dictionary<string, string> FindRenamedParts(IEnumerable<string> names)
    {
        var renamed = new Dictionary<string, string>();
        var parts = names.Select(name => EncoderPart().Match(name)).Where(m => m.Success)
            .GroupBy(m => (Block: m.Groups["block"].Value, Kind: m.Groups["kind"].Value));
        foreach (var part in parts)
        {
            int[] numbers = PublishedNumbers[part.Key.Kind];
            int[] present = [.. part.Select(m => int.Parse(m.Groups["number"].Value, CultureInfo.InvariantCulture)).Distinct().Order()];
            if (present.Length != numbers.Length)
                continue;
            foreach (Match match in part)
            {
                int number = numbers[Array.IndexOf(present, int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture))];
                renamed[match.Value] = $"{part.Key.Block}{part.Key.Kind}_{number}/";
            }
        }

        return renamed;
    }

    private static string Rename(string name, Dictionary<string, string> renamed)
    {
        Match match = EncoderPart().Match(name);
        return match.Success && renamed.TryGetValue(match.Value, out string? canonical) ? canonical + name[match.Length..] : name;
    }

    [GeneratedRegex(
        "^(?<block>Transformer/encoderblock_[0-9]{1,9}/)(?<kind>LayerNorm|MultiHeadDotProductAttention|MlpBlock)_(?<number>[0-9]{1,9})/",
        RegexOptions.CultureInvariant)]
    private static partial Regex EncoderPart();
}
