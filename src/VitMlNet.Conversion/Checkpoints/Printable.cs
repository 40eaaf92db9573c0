using System.Globalization;
using System.Text;

namespace VitMlNet.Conversion.Checkpoints;

/// <summary>Names out of a file, made fit for a message: no line break, no control character, no change of the direction of writing.</summary>
internal static class Printable
{
    private const int Longest = 200;

    public static string Of(string name)
    {
        var text = new StringBuilder();
        foreach (char character in name.Length <= Longest ? name : name[..Longest] + "…")
        {
            bool harmless = char.GetUnicodeCategory(character) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
            if (harmless)
                text.Append(character);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        return text.ToString();
    }
}
