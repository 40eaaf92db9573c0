using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>A piece of HTML or SVG. Text gets into it by interpolation, which encodes it: names of files and classes are anybody's.</summary>
internal readonly record struct Html(string Markup)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static Html Empty { get; } = new("");

    public static Html Of(Interpolation text) => text.ToHtml();

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Markup)));

    public override string ToString() => Markup;

    /// <summary>The encoded text; characters that hide or turn what follows are replaced, since a browser obeys them in any form.</summary>
    public static string Encode(string text) => Encoder.Encode(
        text.Any(VisibleText.IsHidden) ? string.Concat(text.Select(character => VisibleText.IsHidden(character) ? '\uFFFD' : character)) : text);

    /// <summary>Joins interpolated text, and encodes every value that is not <see cref="Html"/>.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Interpolation(int literalLength, int holes)
    {
        private readonly StringBuilder builder = new(literalLength + (holes * 16));

        public void AppendLiteral(string markup) => builder.Append(markup);

        public void AppendFormatted(Html html) => builder.Append(html.Markup);

        public void AppendFormatted(string? text) => builder.Append(Encode(text ?? ""));

        public void AppendFormatted(int number) => builder.Append(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(double number, string format) => builder.Append(number.ToString(format, CultureInfo.InvariantCulture));

        public Html ToHtml() => new(builder.ToString());
    }
}
