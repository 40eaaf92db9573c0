using System.Buffers.Binary;
using System.Text;

namespace VitMlNet.Conversion.Checkpoints.Npz;

/// <summary>The header of a numpy array file: versions 1, 2 and 3.</summary>
/// <param name="Format">How the elements are stored.</param>
/// <param name="FortranOrder">Whether the first axis varies fastest.</param>
/// <param name="Shape">The sizes of the axes.</param>
/// <param name="Length">Bytes of the header, everything before the first element.</param>
internal sealed record NpyHeader(ElementFormat Format, bool FortranOrder, IReadOnlyList<int> Shape, int Length)
{
    /// <summary>numpy's own headers are below 200 bytes; version 1 cannot have more than this.</summary>
    private const int LongestText = ushort.MaxValue;

    private const int MostAxes = 32;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a header and holds it against the size of the member.</summary>
    /// <param name="stream">The member's bytes from the first on.</param>
    /// <param name="memberSize">How many bytes the member has.</param>
    /// <param name="error">Makes an error that names the file and the tensor.</param>
    /// <exception cref="EndOfStreamException">The stream ends within the header.</exception>
    public static NpyHeader Read(Stream stream, long memberSize, Func<string, ConversionException> error)
    {
        Span<byte> start = stackalloc byte[8];
        stream.ReadExactly(start);
        if (!start.StartsWith(Magic))
            throw error("A numpy array was expected, the member does not begin as one. Save the checkpoint again with numpy.savez.");
        byte version = start[6];
        if (version is < 1 or > 3)
            throw error($"Its numpy format version is {version}.{start[7]}; 1 to 3 can be read. Save the checkpoint again with numpy.savez.");

        Span<byte> lengthBytes = stackalloc byte[version == 1 ? 2 : 4];
        stream.ReadExactly(lengthBytes);
        uint textLength = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes) : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        int length = start.Length + lengthBytes.Length;
        if (textLength > LongestText || textLength > memberSize - length)
            throw error($"Its numpy header claims {textLength} bytes, in a member of {memberSize}. Download or copy the file again.");
        var text = new byte[textLength];
        stream.ReadExactly(text);
        NpyHeader header = Interpret(Encoding.Latin1.GetString(text), length + text.Length, error);
        header.CheckSize(memberSize, error);
        return header;
    }

    private static NpyHeader Interpret(string text, int length, Func<string, ConversionException> error)
    {
        if (NpyHeaderText.Parse(text) is not { } fields)
            throw error($"Its numpy header cannot be read: \"{Shorten(text)}\". Download the file again, or save it again with numpy.savez.");
        if (FormatOf(fields.ElementType) is not { } format)
            throw error(DescribeElementType(fields.ElementType));
        if (fields.Shape.Count > MostAxes || fields.Shape.Any(size => size > int.MaxValue))
            throw error($"Its shape {Text(fields.Shape)} is larger than any array can be. Download or copy the file again.");
        return new NpyHeader(format, fields.FortranOrder, [.. fields.Shape.Select(size => (int)size)], length);
    }

    /// <summary>The element count must fit an array, and the bytes of all elements must be those of the member.</summary>
    private void CheckSize(long memberSize, Func<string, ConversionException> error)
    {
        Int128 count = 1;
        foreach (int size in Shape)
        {
            count *= size;
            if (count > Array.MaxLength)
                throw error($"Its shape {Text(Shape)} has more than {Array.MaxLength} elements. Download or copy the file again.");
        }

        long expected = (long)count * Format.Size;
        if (expected != memberSize - Length)
            throw error($"Its shape {Text(Shape)} needs {expected} bytes, {memberSize - Length} were found. Download or copy the file again.");
    }

    /// <summary>Reads numpy's name of an element type, such as <c>&lt;f4</c>; <see langword="null"/> for one that is no floating-point format.</summary>
    private static ElementFormat? FormatOf(string name) => name switch
    {
        "<f4" => new(ElementKind.Float32, false),
        ">f4" => new(ElementKind.Float32, true),
        "<f2" => new(ElementKind.Float16, false),
        ">f2" => new(ElementKind.Float16, true),
        "<f8" => new(ElementKind.Float64, false),
        ">f8" => new(ElementKind.Float64, true),
        "|V2" or "<V2" => new(ElementKind.BFloat16, false),
        _ => null,
    };

    private static string DescribeElementType(string name)
    {
        const string Remedy = "float32, float64, float16 and bfloat16 can be read. Save the checkpoint again with numpy.savez and arrays of numpy.float32.";
        return name switch
        {
            "|O" => $"It holds pickled Python objects, not numbers; {Remedy}",
            "" => $"It is a structured array; {Remedy}",
            _ => $"Its element type is '{Shorten(name)}'; {Remedy}",
        };
    }

    private static string Shorten(string text)
    {
        string trimmed = new([.. text.Trim().Take(120).Select(c => char.IsControl(c) ? '?' : c)]);
        return trimmed.Length < text.Trim().Length ? trimmed + "..." : trimmed;
    }

    private static string Text<T>(IEnumerable<T> shape) => $"[{string.Join(", ", shape.Take(MostAxes))}]";
}
