using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet.Embeddings;

/// <summary>Reads a column of vectors to its end.</summary>
internal static class FeatureReader
{
    /// <exception cref="OperationCanceledException">It was cancelled, even while the model ran.</exception>
    public static IReadOnlyList<float[]> Read(IDataView data, string column, CancellationToken cancellationToken)
    {
        DataViewSchema.Column features = data.Schema[column];
        using DataViewRowCursor cursor = data.GetRowCursor([features]);

        // On another thread: disposing waits for the reading of rows, and whoever cancels may be what the rows come from.
        using CancellationTokenRegistration registration = cancellationToken.Register(() => Task.Run(cursor.Dispose));
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(features);
        var vectors = new List<float[]>();
        VBuffer<float> vector = default;
        try
        {
            while (cursor.MoveNext())
            {
                getter(ref vector);
                vectors.Add(vector.GetValues().ToArray());
            }
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The embeddings were cancelled.", e, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return vectors;
    }
}
