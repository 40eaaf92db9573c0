namespace VitMlNet.Cli;

/// <summary>How well one class was recognised.</summary>
/// <param name="Index">The class's place in the scores.</param>
/// <param name="Name">Its name, which no other class has.</param>
/// <param name="Support">How many photographs are of it.</param>
/// <param name="Predicted">How many were taken for it, rightly or wrongly.</param>
/// <param name="Right">How many of it were taken for it.</param>
internal sealed record ClassFigures(int Index, string Name, int Support, int Predicted, int Right)
{
    /// <summary>The share of those taken for it that are of it; <see langword="null"/> when none was taken for it.</summary>
    public double? Precision => Predicted == 0 ? null : (double)Right / Predicted;

    /// <summary>The share of its photographs that were recognised; <see langword="null"/> when there is none.</summary>
    public double? Recall => Support == 0 ? null : (double)Right / Support;

    /// <summary>The harmonic mean of precision and recall, 0 where one of them is not defined.</summary>
    public double F1 => Right == 0 ? 0 : 2.0 * Right / (Support + Predicted);
}
