using System.Globalization;

namespace VitMlNet.Cli;

/// <summary>Aligned plain text for files and pipes: a header, then one line for each image and rank.</summary>
internal sealed class TextPredictionWriter : IPredictionWriter
{
    private readonly TextWriter output;
    private readonly int pathWidth;

    public TextPredictionWriter(TextWriter output, int longestPath)
    {
        this.output = output;
        pathWidth = Math.Max("path".Length, longestPath);
        output.WriteLine($"{"path".PadRight(pathWidth)}  rank   score  index  label");
    }

    public void Write(string path, IReadOnlyList<VitPrediction> predictions)
    {
        string paddedPath = path.PadRight(pathWidth);
        for (int rank = 0; rank < predictions.Count; rank++)
        {
            (int index, string label, float score) = predictions[rank];
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{paddedPath}  {rank + 1,4}  {score,6:0.0000}  {index,5}  {label}"));
        }
    }

    public bool WriteError(string path, string error) => false;
}
