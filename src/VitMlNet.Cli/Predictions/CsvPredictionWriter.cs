using System.Globalization;

namespace VitMlNet.Cli;

/// <summary>Comma-separated values: a header, then one line for each image and rank.</summary>
internal sealed class CsvPredictionWriter : IPredictionWriter
{
    private readonly TextWriter output;
    private readonly Csv csv;

    public CsvPredictionWriter(TextWriter output, Csv csv)
    {
        (this.output, this.csv) = (output, csv);
        output.Write("path,rank,index,label,score" + Csv.NewLine);
    }

    public void Write(string path, IReadOnlyList<VitPrediction> predictions)
    {
        string quotedPath = csv.Field(path);
        for (int rank = 0; rank < predictions.Count; rank++)
        {
            (int index, string label, float score) = predictions[rank];
            output.Write(string.Create(
                CultureInfo.InvariantCulture, $"{quotedPath},{rank + 1},{index},{csv.Field(label)},{score}{Csv.NewLine}"));
        }
    }

    public bool WriteError(string path, string error) => false;
}
