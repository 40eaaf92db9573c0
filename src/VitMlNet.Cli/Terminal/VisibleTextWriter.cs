using System.Text;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>Writes to a terminal, where all but line breaks and tabs of the control characters are escaped.</summary>
internal sealed class VisibleTextWriter(TextWriter terminal) : TextWriter
{
    public override Encoding Encoding => terminal.Encoding;

    public override void Write(char value)
    {
        if (value is '\n' or '\r' or '\t' || !VisibleText.IsHidden(value))
            terminal.Write(value);
        else
            terminal.Write(VisibleText.Escape(value.ToString()));
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        while (buffer.Length > 0)
        {
            int hidden = IndexOfHidden(buffer);
            terminal.Write(buffer[..hidden]);
            if (hidden < buffer.Length)
                Write(buffer[hidden++]);
            buffer = buffer[hidden..];
        }
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Flush() => terminal.Flush();

    private static int IndexOfHidden(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (VisibleText.IsHidden(text[i]))
                return i;
        }

        return text.Length;
    }
}
