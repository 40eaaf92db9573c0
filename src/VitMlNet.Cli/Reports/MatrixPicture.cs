
namespace VitMlNet.Cli;

/// <summary>A confusion matrix as an SVG picture: a row for each class, shaded by the share of the row.</summary>
internal static class MatrixPicture
{
    /// <summary>With more classes than this, only the most confused ones are drawn.</summary>
    public const int MostClasses = 40;

    /// <summary>How many classes are drawn when there are too many for all.</summary>
    public const int ShownOfMany = 25;

    private const int LongestName = 22;
    private const int LetterWidth = 7;
    private const int Legend = 56;

    /// <summary>The classes that are drawn, in their order.</summary>
    public static IReadOnlyList<ClassFigures> ClassesOf(Evaluation evaluation)
    {
        if (evaluation.Classes.Count <= MostClasses)
            return evaluation.Classes;
        HashSet<int> confused = [.. evaluation.Confusion.MostConfusedClasses(ShownOfMany)];
        return [.. evaluation.Classes.Where(figures => confused.Contains(figures.Index))];
    }

    /// <summary>The picture; empty when too many classes are without any mistake.</summary>
    public static Html Of(Evaluation evaluation)
    {
        IReadOnlyList<ClassFigures> classes = ClassesOf(evaluation);
        ClassFigures[] rows = [.. classes.Where(figures => figures.Support > 0)];
        if (rows.Length == 0)
            return Html.Empty;
        int cell = classes.Count <= 20 ? 34 : 28;
        int names = Math.Max(90, Width(rows));
        // The column names stand at an angle of 45 degrees.
        int slope = (int)(Width(classes) * 0.75);
        int above = 26 + slope;
        int width = Math.Max(names + (classes.Count * cell) + slope, names + 240);
        int below = above + (rows.Length * cell);
        int height = below + Legend;
        return Html.Of($"""
            <svg role="img" aria-labelledby="matrix-name matrix-description" width="{width}" height="{height}" viewBox="0 0 {width} {height}">
            <title id="matrix-name">Confusion matrix of {rows.Length} classes</title>
            <desc id="matrix-description">A row for each class and a column for what its photographs were taken for. The table of the most frequent mistakes says the same in words.</desc>
            {Axes(rows, classes, names, above, cell)}{Cells(evaluation, rows, classes, names, above, cell)}{Scale(names, below + 16)}
            </svg>
            """);
    }

    private static Html Axes(IReadOnlyList<ClassFigures> rows, IReadOnlyList<ClassFigures> columns, int left, int above, int cell) => Html.Of($"""
        <text class="axis" x="{left}" y="14">taken for</text><text class="axis" x="{left - 8}" y="{above - 8}" text-anchor="end">class</text>
        {Html.Join(rows.Select((figures, i) => Html.Of(
            $"<text x=\"{left - 8}\" y=\"{above + (i * cell) + (cell / 2) + 4}\" text-anchor=\"end\">{Short(figures.Name)}<title>{figures.Name}</title></text>")))}
        {Html.Join(columns.Select((figures, i) => Html.Of(
            $"<text transform=\"translate({left + (i * cell) + (cell / 2) + 2} {above - 8}) rotate(-45)\">{Short(figures.Name)}<title>{figures.Name}</title></text>")))}
        """);

    private static Html Cells(Evaluation evaluation, IReadOnlyList<ClassFigures> rows, IReadOnlyList<ClassFigures> columns, int left, int above, int cell) =>
        Html.Join(rows.SelectMany((row, y) => columns.Select((column, x) =>
        {
            int count = evaluation.Confusion[row.Index, column.Index];
            Html box = Html.Of($"x=\"{left + (x * cell)}\" y=\"{above + (y * cell)}\" width=\"{cell - 2}\" height=\"{cell - 2}\" rx=\"3\"");
            if (count == 0)
                return Html.Of($"<rect {box} fill=\"{Shade.Empty}\"/>");
            Shade shade = Shade.Of(row.Index == column.Index, (double)count / row.Support);
            string meaning = row.Index == column.Index ? "recognised" : $"taken for {column.Name}";
            return Html.Of($"""
                <g><title>{row.Name}: {count} of {row.Support} {meaning}</title><rect {box} fill="{shade.Fill}"/><text x="{left + (x * cell) + (cell / 2) - 1}" y="{above + (y * cell) + (cell / 2) + 3}" text-anchor="middle" fill="{shade.Text}" class="{(count < 1000 ? "count" : "long count")}">{count}</text></g>
                """);
        })));

    private static Html Scale(int left, int top)
    {
        const int Steps = 10;
        const int Step = 14;
        return Html.Of($"{Row(true, "recognised", top)}{Row(false, "mistaken", top + 18)}");

        Html Row(bool right, string name, int y) => Html.Of(
            $"<text x=\"{left - 8}\" y=\"{y + 10}\" text-anchor=\"end\">{name}</text>{Html.Join(Enumerable.Range(1, Steps).Select(i => Html.Of($"<rect x=\"{left + ((i - 1) * Step)}\" y=\"{y}\" width=\"{Step}\" height=\"12\" fill=\"{Shade.Of(right, (double)i / Steps).Fill}\"/>")))}<text x=\"{left + (Steps * Step) + 8}\" y=\"{y + 10}\">0 to 100 %</text>");
    }

    private static int Width(IEnumerable<ClassFigures> classes) => 16 + (LetterWidth * classes.Max(figures => Short(figures.Name).Length));

    private static string Short(string name) => name.Length <= LongestName ? name : string.Concat(name.AsSpan(0, LongestName - 1), "…");
}
