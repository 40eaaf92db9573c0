using System.Text;

namespace VitMlNet.ModelFile;

/// <summary>Reads small text files, such as lists of class names, in UTF-8 and within a limit.</summary>
internal static class TextLines
{
    // Forty times the names of ImageNet-21k.
    private const int MostBytes = 16 << 20;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines without their ends, and without a byte order mark.</summary>
    /// <exception cref="IOException">The file cannot be read, is too long, or is not in UTF-8; the message names the line.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static string[] Read(string path)
    {
        byte[] bytes = SmallFile.Read(path, MostBytes);
        ReadOnlySpan<byte> text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;
        var lines = new List<string>();
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + 1)..];
            lines.Add(Decode(line.EndsWith("\r"u8) ? line[..^1] : line, lines.Count + 1));
        }

        return [.. lines];
    }

    private static string Decode(ReadOnlySpan<byte> line, int number)
    {
        if (line.Contains((byte)0))
            throw new IOException($"line {number} has a NUL character, so that it is no text.");
        try
        {
            return s_strict.GetString(line);
        }
        catch (DecoderFallbackException e)
        {
            throw new IOException($"line {number} is not in UTF-8, but perhaps in Latin-1 or another encoding. Save it in UTF-8.", e);
        }
    }
}
