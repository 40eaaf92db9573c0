using System.Buffers.Binary;
using System.Text.Json;

namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>The header of a .safetensors file: its length in eight bytes, then a JSON object of the tensors.</summary>
/// <remarks>
/// As strict as the library that defines the format, and stricter where it lets through what its rules forbid: a name that is there
/// twice. The tensors must cover the rest of the file without overlap and without a hole.
/// </remarks>
internal static class SafetensorsHeader
{
    private const int LengthBytes = sizeof(ulong);
    private const ulong LongestHeader = 100_000_000;
    private const int DeepestJson = 8, MostTensors = 1 << 16, MostAxes = 16;

    private static readonly Dictionary<string, int> BitsOf = new()
    {
        ["F4"] = 4,
        ["F6_E2M3"] = 6,
        ["F6_E3M2"] = 6,
        ["BOOL"] = 8,
        ["U8"] = 8,
        ["I8"] = 8,
        ["F8_E5M2"] = 8,
        ["F8_E4M3"] = 8,
        ["F8_E8M0"] = 8,
        ["F8_E4M3FNUZ"] = 8,
        ["F8_E5M2FNUZ"] = 8,
        ["I16"] = 16,
        ["U16"] = 16,
        ["F16"] = 16,
        ["BF16"] = 16,
        ["I32"] = 32,
        ["U32"] = 32,
        ["F32"] = 32,
        ["I64"] = 64,
        ["U64"] = 64,
        ["F64"] = 64,
        ["C64"] = 64,
    };

    private readonly record struct Entry(string Name, string Type, long[] Shape, long Begin, long End);

    /// <summary>Whether the first bytes can be those of such a file: a length, and the brace that opens the header.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> start) =>
        start.Length > LengthBytes && start[LengthBytes] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(start) <= LongestHeader;

    /// <summary>Reads the header: the tensors in its order. No values are read.</summary>
    /// <exception cref="ConversionException">The file is damaged, or no .safetensors file.</exception>
    public static IReadOnlyList<SafetensorsTensor> Read(CheckpointFile file)
    {
        byte[] header = ReadBytes(file);
        try
        {
            List<Entry> entries = Parse(header);
            long dataOffset = LengthBytes + header.Length;
            CheckRanges(entries, file.Length - dataOffset);
            return [.. entries.Select(entry => Tensor(file, entry, dataOffset))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException)
        {
            string why = exception is InvalidDataException ? exception.Message : $"it is no such JSON: {Printable.Of(exception.Message.TrimEnd('.'))}";
            throw new ConversionException($"The header of the .safetensors file is damaged: {why}. Download the file again.", file.Path, innerException: exception);
        }
    }

    private static byte[] ReadBytes(CheckpointFile file)
    {
        if (file.Length < LengthBytes)
            throw new ConversionException($"A .safetensors file was expected, this one has {file.Length} bytes. Download it again.", file.Path);
        Span<byte> start = stackalloc byte[(int)Math.Min(LengthBytes + 1, file.Length)];
        file.ReadAt(0, start);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (OtherContent.Describe(start) is { } other)
            throw new ConversionException($"A .safetensors file was expected, this is {other}", file.Path);
        if (length > LongestHeader || length > (ulong)(file.Length - LengthBytes) || length == 0)
            throw new ConversionException($"A .safetensors file was expected; its header would have {length} bytes, in a file of {file.Length}. Download the file again.", file.Path);
        if (start[LengthBytes] != '{')
            throw new ConversionException("The header of the .safetensors file does not begin with a brace. Download the file again.", file.Path);
        var header = new byte[length];
        file.ReadAt(LengthBytes, header);
        return header;
    }

    private static List<Entry> Parse(ReadOnlySpan<byte> header)
    {
        var reader = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = DeepestJson });
        var entries = new List<Entry>();
        var names = new HashSet<string>();
        Expect(ref reader, JsonTokenType.StartObject, "the header");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name))
                throw new InvalidDataException($"'{Printable.Of(name)}' is there twice");
            if (names.Count > MostTensors)
                throw new InvalidDataException($"it has more than {MostTensors} tensors");
            if (name == "__metadata__")
                SkipMetadata(ref reader);
            else
                entries.Add(ReadEntry(ref reader, name));
        }

        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
            throw new InvalidDataException("it does not end as it should");
        return entries;
    }

    private static void SkipMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "'__metadata__'");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            Expect(ref reader, JsonTokenType.String, "a value of '__metadata__'");
    }

    private static Entry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        List<long>? shape = null, offsets = null;
        string what = $"'{Printable.Of(name)}'";
        Expect(ref reader, JsonTokenType.StartObject, what);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            bool isNew = field switch { "dtype" => type is null, "shape" => shape is null, "data_offsets" => offsets is null, _ => false };
            if (!isNew)
                throw new InvalidDataException($"{what} has the field '{Printable.Of(field)}' that it should not have, or has it twice");
            if (field == "dtype")
            {
                Expect(ref reader, JsonTokenType.String, $"the dtype of {what}");
                type = reader.GetString()!;
            }
            else if (field == "shape")
            {
                shape = ReadNumbers(ref reader, $"the shape of {what}");
            }
            else
            {
                offsets = ReadNumbers(ref reader, $"the data_offsets of {what}");
            }
        }

        if (type is null || shape is null || offsets is not [var begin, var end])
            throw new InvalidDataException($"{what} lacks its dtype, its shape or its two data_offsets");
        if (!BitsOf.TryGetValue(type, out int bits))
            throw new InvalidDataException($"{what} has the unknown dtype '{Printable.Of(type)}'");
        UInt128 needed = (UInt128)bits;
        foreach (long size in shape)
            needed = size == 0 ? 0 : needed > ulong.MaxValue ? needed : needed * (UInt128)size;
        if (end < begin || needed % 8 != 0 || needed / 8 != (UInt128)(end - begin))
            throw new InvalidDataException($"{what} is {type} [{string.Join(", ", shape)}], which its bytes {begin} to {end} do not fill");
        return new Entry(name, type, [.. shape], begin, end);
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, string what)
    {
        var numbers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray, what);
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (!reader.TryGetInt64(out long number) || number < 0 || numbers.Count == MostAxes)
                throw new InvalidDataException($"{what} should be whole numbers of 0 or more");
            numbers.Add(number);
        }

        return reader.TokenType == JsonTokenType.EndArray ? numbers : throw new InvalidDataException($"{what} should be whole numbers");
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw new InvalidDataException($"{what} is not what it should be (found {reader.TokenType}, expected {type})");
    }

    private static void CheckRanges(List<Entry> entries, long dataLength)
    {
        long at = 0;
        foreach (Entry entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != at)
                throw new InvalidDataException($"'{Printable.Of(entry.Name)}' begins at byte {entry.Begin} of the data, {at} was expected (an overlap or a hole)");
            at = entry.End;
        }

        if (at != dataLength)
            throw new InvalidDataException($"the tensors end at byte {at} of the data, which has {dataLength} (the file is cut off, or something is behind them)");
    }

    private static SafetensorsTensor Tensor(CheckpointFile file, Entry entry, long dataOffset)
    {
        ElementKind? kind = entry.Type switch
        {
            "F32" => ElementKind.Float32,
            "F16" => ElementKind.Float16,
            "BF16" => ElementKind.BFloat16,
            "F64" => ElementKind.Float64,
            _ => null,
        };
        if (ElementCount.Of(entry.Shape) is not { } count || entry.Shape.Any(size => size > int.MaxValue))
            throw new InvalidDataException($"'{Printable.Of(entry.Name)}' is larger than any array can be");
        StoredElements? elements = kind is { } known ? new StoredElements(file, dataOffset + entry.Begin, new ElementFormat(known, false), (int)count) : null;
        return new SafetensorsTensor(file.Path, entry.Name, entry.Type, [.. entry.Shape.Select(size => (int)size)], elements);
    }
}
