using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace VitMlNet.Cli.Reports;

/// <summary>A piece of HTML or SVG. Text gets into it by interpolation, which escapes it: names of files and classes are anybody's.</summary>
internal readonly record struct Html(string Markup)
{
    public static Html Empty { get; } = new("");

    public static Html Of(Interpolation text) => text.ToHtml();

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Markup)));

    public override string ToString() => Markup;

    /// <summary>
    /// The text with the characters of HTML escaped, and those that do not show themselves (control characters, and the ones that turn
    /// the direction of what follows) replaced.
    /// </summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char letter in text)
        {
            escaped.Append(letter switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                _ => null,
            });
            if (letter is '&' or '<' or '>' or '"' or '\'')
                continue;
            bool hidden = char.IsControl(letter) || letter is (>= '\u200E' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
            escaped.Append(hidden ? '\uFFFD' : letter);
        }

        return escaped.ToString();
    }

    /// <summary>Puts interpolated text together, and escapes every hole that is not <see cref="Html"/>.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Interpolation(int literalLength, int holes)
    {
        private readonly StringBuilder builder = new(literalLength + (holes * 16));

        public void AppendLiteral(string markup) => builder.Append(markup);

        public void AppendFormatted(Html html) => builder.Append(html.Markup);

        public void AppendFormatted(string? text) => builder.Append(Escape(text ?? ""));

        public void AppendFormatted(int number) => builder.Append(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(double number, string format) => builder.Append(number.ToString(format, CultureInfo.InvariantCulture));

        public Html ToHtml() => new(builder.ToString());
    }
}
