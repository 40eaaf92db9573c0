using System.Globalization;

namespace VitMlNet.Cli;

/// <summary>A confusion matrix as aligned text; its columns are headed by the numbers that stand before the names of its rows.</summary>
internal static class TextMatrix
{
    private const int MostClasses = 30;

    /// <summary>Writes it.</summary>
    /// <returns><see langword="false"/> when it has too many classes or does not fit, and nothing was written.</returns>
    public static bool TryWrite(TextWriter output, Evaluation evaluation, int width)
    {
        IReadOnlyList<ClassFigures> classes = evaluation.Classes;
        if (classes.Count > MostClasses)
            return false;
        int numbers = Text(classes.Count).Length;
        int names = evaluation.Present.Max(figures => TextReport.Name(figures.Name).Length);
        int cell = 2 + Math.Max(numbers, Text(evaluation.Confusion.Cells.Max(c => c.Count)).Length);
        if (numbers + 1 + names + (classes.Count * cell) > width)
            return false;

        output.WriteLine("\nconfusion matrix: a row for each class, and a column for what its photographs were taken for");
        output.Write(new string(' ', numbers + 1 + names));
        for (int column = 0; column < classes.Count; column++)
            output.Write(Text(column + 1).PadLeft(cell));
        output.WriteLine();
        for (int row = 0; row < classes.Count && classes[row].Support > 0; row++)
        {
            output.Write($"{Text(row + 1).PadLeft(numbers)} {TextReport.Name(classes[row].Name).PadRight(names)}");
            foreach (ClassFigures column in classes)
            {
                int count = evaluation.Confusion[classes[row].Index, column.Index];
                output.Write((count == 0 ? "." : Text(count)).PadLeft(cell));
            }

            output.WriteLine();
        }

        for (int column = evaluation.Present.Count(); column < classes.Count; column++)
            output.WriteLine($"{Text(column + 1).PadLeft(numbers)} {TextReport.Name(classes[column].Name)}: none is of this class");
        return true;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
