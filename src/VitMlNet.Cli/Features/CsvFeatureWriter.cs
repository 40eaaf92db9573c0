using VitMlNet.ModelFile;
using System.Globalization;
using System.Text;

namespace VitMlNet.Cli;

/// <summary>Comma-separated values: <c>path,f0,f1,…</c>, numbers in the shortest form that reads back to the same float.</summary>
internal sealed class CsvFeatureWriter : IFeatureWriter
{
    private readonly AtomicFile file;
    private readonly StreamWriter text;
    private readonly Csv csv;

    public CsvFeatureWriter(string path, int featureCount, Csv csv)
    {
        this.csv = csv;
        file = OutputFile.Create(path);
        text = new StreamWriter(file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        text.Write("path");
        for (int i = 0; i < featureCount; i++)
            text.Write(string.Create(CultureInfo.InvariantCulture, $",f{i}"));
        text.Write(Csv.NewLine);
    }

    public void Add(string path, ReadOnlySpan<float> features)
    {
        Span<char> number = stackalloc char[32];
        text.Write(csv.Field(path));
        foreach (float feature in features)
        {
            feature.TryFormat(number, out int length, default, CultureInfo.InvariantCulture);
            text.Write(',');
            text.Write(number[..length]);
        }

        text.Write(Csv.NewLine);
    }

    public void Commit()
    {
        text.Flush();
        file.Commit();
    }

    // The text writer is not disposed: it would write what is left into the file that is being thrown away.
    public void Dispose() => file.Dispose();
}
