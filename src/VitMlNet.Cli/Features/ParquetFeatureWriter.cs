using VitMlNet.ModelFile;
using Parquet;
using Parquet.Schema;

namespace VitMlNet.Cli;

/// <summary>Parquet: the columns <c>path</c> (string) and <c>features</c> (list of float), in row groups of about 16 MB.</summary>
internal sealed class ParquetFeatureWriter : IFeatureWriter
{
    private const int ValuesPerGroup = 1 << 22;

    // Strings are nullable in the schema that Parquet.Net makes of a class, and it reads no other into one.
    private readonly DataField pathField = new DataField<string>("path");
    private readonly DataField elementField;
    private readonly AtomicFile file;
    private readonly ParquetWriter writer;
    private readonly List<string> paths = [];
    private readonly List<float> values = [];
    private readonly List<int> repetitionLevels = [];

    public ParquetFeatureWriter(string path, int featureCount)
    {
        elementField = new DataField<float>("element", nullable: false);
        var schema = new ParquetSchema(pathField, new ListField("features", elementField));
        file = OutputFile.Create(path);
        values.EnsureCapacity(featureCount);
        writer = Wait(ParquetWriter.CreateAsync(schema, file.Stream));
    }

    public void Add(string path, ReadOnlySpan<float> features)
    {
        paths.Add(path);
        values.AddRange(features);
        for (int i = 0; i < features.Length; i++)
            repetitionLevels.Add(i == 0 ? 0 : 1);
        if (values.Count >= ValuesPerGroup)
            WriteGroup();
    }

    public void Commit()
    {
        if (paths.Count > 0)
            WriteGroup();
        Wait(writer.DisposeAsync().AsTask());
        file.Commit();
    }

    // The writer is not disposed: it would complete the file that is being thrown away.
    public void Dispose() => file.Dispose();

    private void WriteGroup()
    {
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        Wait(group.WriteAsync(pathField, paths));
        // Every element is there: the list is not null, not empty, and its elements are required.
        var definitionLevels = new int[values.Count];
        Array.Fill(definitionLevels, elementField.MaxDefinitionLevel);
        Wait(group.WriteAllPartsAsync<float>(elementField, values.ToArray(), definitionLevels, repetitionLevels.ToArray(), CancellationToken.None));
        group.CompleteValidate();
        paths.Clear();
        values.Clear();
        repetitionLevels.Clear();
    }

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
