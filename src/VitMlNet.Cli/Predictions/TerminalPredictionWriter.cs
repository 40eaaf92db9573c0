using System.Globalization;
using Spectre.Console;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>For a terminal: under each image's path a table of its classes, with a bar as long as the score.</summary>
internal sealed class TerminalPredictionWriter(IAnsiConsole terminal) : IPredictionWriter
{
    private const int BarWidth = 20;

    public void Write(string path, IReadOnlyList<VitPrediction> predictions)
    {
        terminal.Write(new Text(VisibleText.Escape(path) + "\n", new Style(decoration: Decoration.Bold)));
        Table table = new Table().NoBorder().HideHeaders()
            .AddColumn(new TableColumn("rank").RightAligned())
            .AddColumn(new TableColumn("score").RightAligned())
            .AddColumn(new TableColumn("bar").Width(BarWidth))
            .AddColumn(new TableColumn("index").RightAligned())
            .AddColumn("label");
        for (int rank = 0; rank < predictions.Count; rank++)
        {
            (int index, string label, float score) = predictions[rank];
            int bar = Math.Clamp((int)MathF.Round(score * BarWidth), 0, BarWidth);
            table.AddRow(
                Cell(rank + 1),
                new Text(score.ToString("0.0000", CultureInfo.InvariantCulture)),
                new Text(new string('█', bar), new Style(foreground: Color.Green)),
                Cell(index),
                new Text(VisibleText.Escape(label)));
        }

        terminal.Write(table);
    }

    public bool WriteError(string path, string error) => false;

    private static Text Cell(int number) => new(number.ToString(CultureInfo.InvariantCulture));
}
