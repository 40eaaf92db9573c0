using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace VitMlNet;

/// <summary>
/// Finds the names of the assemblies that ML.NET would load for what is in a file of its own: each of its components has a header of
/// 256 bytes, which begins with a signature and may stand anywhere in a file.
/// </summary>
internal static class MlNetModelHeaders
{
    private const int Length = 256;
    private const int ModelAt = 0x10;
    private const int StringTableAt = 0x20;
    private const int StringTableLengthAt = 0x28;
    private const int CharactersAt = 0x30;
    private const int ModelSignatureAt = 0x40;
    private const int AssemblyNameAt = 0x90;
    private const int AssemblyNameLengthAt = 0x98;

    private static ReadOnlySpan<byte> Signature => "ML\0MODEL"u8;

    /// <summary>The names, as they are written: simple ones, or with a version and a key.</summary>
    /// <exception cref="InvalidDataException">A header is damaged.</exception>
    public static List<string> FindAssemblyNames(ReadOnlySpan<byte> file)
    {
        var names = new List<string>();
        for (int next; (next = file.IndexOf(Signature)) >= 0; file = file[(next + Signature.Length)..])
        {
            ReadOnlySpan<byte> component = file[next..];
            if (component.Length < Length)
                break;
            if (Text(component, Number(component, AssemblyNameAt), BinaryPrimitives.ReadUInt32LittleEndian(component[AssemblyNameLengthAt..])) is { Length: > 0 } loader)
                names.Add(loader);
            names.AddRange(FindInStrings(component));
        }

        return names;
    }

    // A custom mapping names its assembly in its second string; other components have none there.
    private static List<string> FindInStrings(ReadOnlySpan<byte> component)
    {
        List<string> strings = ReadStrings(component);
        var names = strings.FindAll(text => text.Contains("PublicKeyToken=", StringComparison.OrdinalIgnoreCase));
        ReadOnlySpan<byte> model = component.Slice(ModelSignatureAt, 8);
        long at = Number(component, ModelAt);
        if (!(model.EndsWith("USTOMXF"u8) || model.StartsWith("CUSTOM"u8)) || at < 0 || at + 8 > component.Length)
            return names;
        int second = BinaryPrimitives.ReadInt32LittleEndian(component[(int)(at + 4)..]);
        if (second >= 0 && second < strings.Count)
            names.Add(strings[second]);
        return names;
    }

    private static List<string> ReadStrings(ReadOnlySpan<byte> component)
    {
        var strings = new List<string>();
        long table = Number(component, StringTableAt), length = Number(component, StringTableLengthAt), characters = Number(component, CharactersAt);
        if (length == 0)
            return strings;
        CheckRange(component, table, length);
        long begin = 0;
        for (long at = table; at + sizeof(long) <= table + length; at += sizeof(long))
        {
            long end = Number(component, (int)at);
            strings.Add(Text(component, characters + begin, end - begin));
            begin = end;
        }

        return strings;
    }

    private static string Text(ReadOnlySpan<byte> component, long at, long length)
    {
        if (length == 0)
            return "";
        CheckRange(component, at, length);
        return new string(MemoryMarshal.Cast<byte, char>(component.Slice((int)at, (int)length)));
    }

    private static void CheckRange(ReadOnlySpan<byte> component, long at, long length)
    {
        if (at < 0 || length < 0 || at > component.Length || length > component.Length - at)
            throw new InvalidDataException("a header of ML.NET's in it is damaged.");
    }

    private static long Number(ReadOnlySpan<byte> component, int at) => BinaryPrimitives.ReadInt64LittleEndian(component[at..]);
}
