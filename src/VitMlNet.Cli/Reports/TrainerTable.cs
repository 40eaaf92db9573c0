using System.Globalization;

namespace VitMlNet.Cli;

/// <summary>How trainers did, side by side, as a table of text.</summary>
internal sealed class TrainerTable(TextWriter output)
{
    public void Write(IReadOnlyList<TrainerFigures> trainers)
    {
        if (trainers.Count == 0)
            return;
        bool hasSpread = trainers[0].Spread is not null;
        output.WriteLine($"   trainer   accuracy{(hasSpread ? "  spread" : "")}     F1  seconds");
        foreach (TrainerFigures figures in trainers)
        {
            string spread = figures.Spread is { } value ? string.Create(CultureInfo.InvariantCulture, $"  ±{value:0.000}") : "";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(figures.IsChosen ? "*" : " ")}  {figures.Name,-8}  {figures.Accuracy,8:0.000}{spread}  {figures.F1:0.000}  {figures.Seconds,7:0.0}"));
        }

        output.WriteLine();
    }
}
