using System.Globalization;
using System.Text.RegularExpressions;
using VitMlNet.Conversion.Checkpoints;

namespace VitMlNet.Conversion.Architecture;

/// <summary>Finds the resolution that a checkpoint was trained at.</summary>
internal static partial class TrainedResolution
{
    /// <summary>
    /// The <c>res_N</c> of the file's name where the position embedding agrees with it, or else the grid times the pixels of a cell
    /// (several sizes can have the same grid, since a hybrid's halvings round up).
    /// </summary>
    /// <param name="configuration">The sizes of the network.</param>
    /// <param name="path">The checkpoint's path.</param>
    /// <param name="facts">What the checkpoint says; its resolution comes first. A library's may be that of another grid, to which the positions are resized.</param>
    public static int Of(VitConfiguration configuration, string path, CheckpointFacts facts)
    {
        if (facts.Resolution is { } said && configuration.GridAt(said) is >= 1 and var grid && (grid == configuration.GridSize || facts.LibraryNumerics is not null))
            return said;
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
