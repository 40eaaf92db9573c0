using System.Globalization;

namespace VitMlNet.Conversion.Checkpoints.Npz;

/// <summary>The three fields of a numpy header, which is the text of a Python dictionary.</summary>
/// <param name="ElementType">numpy's name of the element type; empty for a structured type.</param>
/// <param name="FortranOrder">Whether the first axis varies fastest.</param>
/// <param name="Shape">The sizes of the axes.</param>
internal sealed record NpyHeaderText(string ElementType, bool FortranOrder, IReadOnlyList<long> Shape)
{
    /// <summary>Reads the text; <see langword="null"/> when it is not a dictionary of just these fields.</summary>
    public static NpyHeaderText? Parse(string text)
    {
        var reader = new Reader(text);
        string? elementType = null;
        bool? fortranOrder = null;
        List<long>? shape = null;
        if (!reader.Take('{'))
            return null;
        while (!reader.Take('}'))
        {
            string? key = reader.TakeString();
            if (key is null || !reader.Take(':'))
                return null;
            bool known = key switch
            {
                "descr" => elementType is null && (elementType = reader.TakeElementType()) is not null,
                "fortran_order" => fortranOrder is null && (fortranOrder = reader.TakeBoolean()) is not null,
                "shape" => shape is null && (shape = reader.TakeShape()) is not null,
                _ => false,
            };
            if (!known || (!reader.Take(',') && !reader.Sees('}')))
                return null;
        }

        return reader.AtEnd && elementType is not null && fortranOrder is { } order && shape is not null
            ? new NpyHeaderText(elementType, order, shape)
            : null;
    }

    private ref struct Reader(ReadOnlySpan<char> text)
    {
        private ReadOnlySpan<char> _rest = text.Trim();

        public readonly bool AtEnd => _rest.IsEmpty;

        public readonly bool Sees(char expected) => _rest.Length > 0 && _rest[0] == expected;

        public bool Take(char expected)
        {
            if (!Sees(expected))
                return false;
            Skip(1);
            return true;
        }

        public string? TakeString()
        {
            if (!Sees('\'') && !Sees('"'))
                return null;
            int end = _rest[1..].IndexOf(_rest[0]);
            if (end < 0)
                return null;
            string value = _rest.Slice(1, end).ToString();
            Skip(end + 2);
            return value;
        }

        /// <summary>A structured type is a list of fields. It is refused in any case, so only its end is looked for.</summary>
        public string? TakeElementType()
        {
            if (!Sees('['))
                return TakeString();
            int end = _rest.LastIndexOf(']');
            if (end < 0)
                return null;
            Skip(end + 1);
            return "";
        }

        public bool? TakeBoolean()
        {
            if (_rest.StartsWith("True"))
            {
                Skip(4);
                return true;
            }

            if (!_rest.StartsWith("False"))
                return null;
            Skip(5);
            return false;
        }

        public List<long>? TakeShape()
        {
            var sizes = new List<long>();
            if (!Take('('))
                return null;
            while (!Take(')'))
            {
                int digits = _rest.IndexOfAnyExceptInRange('0', '9');
                if (digits < 1 || !long.TryParse(_rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out long size))
                    return null;
                sizes.Add(size);
                Skip(digits);
                Take('L'); // Python 2 wrote sizes as 3L.
                if (!Take(',') && !Sees(')'))
                    return null;
            }

            return sizes;
        }

        private void Skip(int count) => _rest = _rest[count..].TrimStart();
    }
}
