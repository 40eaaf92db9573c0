using System.Runtime.InteropServices;

namespace VitMlNet.Testing;

/// <summary>The forms that a checkpoint file may have; the default is what numpy writes.</summary>
public sealed record CheckpointForm
{
    public static CheckpointForm Default { get; } = new();

    /// <summary>Encoder parts numbered as Flax Linen does.</summary>
    public bool Linen { get; init; }

    /// <summary>GroupNorm parameters of shape [C] instead of [1, 1, 1, C].</summary>
    public bool SqueezeGroupNorm { get; init; }

    /// <summary>Deflated members.</summary>
    public bool Compressed { get; init; }

    /// <summary>Data descriptors behind the members, as a writer that cannot seek makes them.</summary>
    public bool Streamed { get; init; }

    /// <summary>Column-major arrays.</summary>
    public bool Fortran { get; init; }

    /// <summary>A prefix of all names, such as <c>opt/target/</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>numpy's name of the element type: <c>&lt;f4</c>, <c>&gt;f4</c>, <c>&lt;f2</c>, <c>&lt;f8</c>, <c>|V2</c> and so on.</summary>
    public string ElementType { get; init; } = "<f4";

    /// <summary>Version of the array headers: 1, 2 or 3.</summary>
    public int HeaderVersion { get; init; } = 1;
}

/// <summary>Writes pseudo-random checkpoints in the layout of the published ones, the same bytes on every machine.</summary>
public static class CheckpointGenerator
{
    private const int ChunkLength = 1 << 18;
    private const int ChunksAtOnce = 8;

    /// <summary>Writes a checkpoint file; memory stays below 20 MB in the default form, whatever the size of the checkpoint.</summary>
    public static void Write(string path, CheckpointConfiguration configuration, ulong seed = 1, CheckpointForm? form = null)
    {
        form ??= CheckpointForm.Default;
        IReadOnlyList<ParameterShape> parameters = CheckpointShapes.Of(configuration);
        IReadOnlyList<ParameterShape> names = CheckpointShapes.Of(configuration, form.Linen);
        using var writer = new NpzWriter(path, form.Compressed, form.Streamed);
        for (int i = 0; i < parameters.Count; i++)
        {
            (string name, int[] shape) = parameters[i];
            var values = new CheckpointValues(name, shape, seed);
            int[] stored = form.SqueezeGroupNorm && shape is [1, 1, 1, _] ? [shape[3]] : shape;
            bool fortran = form.Fortran && stored.Count(d => d > 1) > 1;
            writer.Begin(form.Prefix + names[i].Name + ".npy");
            writer.Write(NpyFormat.Header(form.ElementType, fortran, stored, form.HeaderVersion));
            if (!fortran && form.ElementType == "<f4" && BitConverter.IsLittleEndian)
                WriteChunks(writer, values, Length(shape));
            else
                writer.Write(NpyFormat.Encode(Order(Values(values, Length(shape)), stored, fortran), form.ElementType));
            writer.End();
        }
    }

    /// <summary>The values of one parameter, C order.</summary>
    public static float[] Values(string name, ReadOnlySpan<int> shape, ulong seed = 1) =>
        Values(new CheckpointValues(name, shape, seed), Length(shape));

    private static float[] Values(CheckpointValues values, long length)
    {
        var all = new float[length];
        values.Fill(0, all);
        return all;
    }

    private static float[] Order(float[] values, int[] shape, bool fortran) => fortran ? NpyFormat.ToFortranOrder(values, shape) : values;

    private static long Length(ReadOnlySpan<int> shape)
    {
        long length = 1;
        foreach (int size in shape)
            length *= size;
        return length;
    }

    private static void WriteChunks(NpzWriter writer, CheckpointValues values, long length)
    {
        var buffer = new float[(int)Math.Min(length, ChunkLength * ChunksAtOnce)];
        for (long start = 0; start < length; start += buffer.Length)
        {
            int count = (int)Math.Min(buffer.Length, length - start);
            long first = start;
            Parallel.For(0, (count + ChunkLength - 1) / ChunkLength, chunk =>
            {
                int offset = chunk * ChunkLength;
                values.Fill(first + offset, buffer.AsSpan(offset, Math.Min(ChunkLength, count - offset)));
            });
            writer.Write(MemoryMarshal.AsBytes(buffer.AsSpan(0, count)));
        }
    }
}
