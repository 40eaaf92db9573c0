using System.Globalization;
using System.Text.RegularExpressions;

namespace VitMlNet.Conversion.Architecture;

/// <summary>Finds the resolution that a checkpoint was trained at.</summary>
internal static partial class TrainedResolution
{
    /// <summary>
    /// The <c>res_N</c> of the file's name where the position embedding agrees with it, or else the grid times the pixels of a cell
    /// (several sizes can have the same grid, since a hybrid's halvings round up).
    /// </summary>
    public static int Of(VitConfiguration configuration, string path)
    {
        foreach (Match match in PublishedName().Matches(Path.GetFileName(path)))
        {
            int resolution = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            if (configuration.GridAt(resolution) == configuration.GridSize)
                return resolution;
        }

        return configuration.GridSize * configuration.Stride;
    }

    [GeneratedRegex(@"res_(\d{1,5})")]
    private static partial Regex PublishedName();
}
