using VitMlNet.Imaging;

namespace VitMlNet.Persistence;

/// <summary>Understands the settings that come with every row once, as long as they stay the same.</summary>
internal sealed class RowSettings
{
    private volatile Understood? _last;

    public Understood Get(ReadOnlyMemory<char> text)
    {
        Understood? last = _last;
        if (last is null || !text.Span.SequenceEqual(last.Text))
            _last = last = new Understood(text.ToString());
        return last;
    }

    /// <summary>Settings, with what is made from them.</summary>
    internal sealed class Understood
    {
        public Understood(string text)
        {
            Text = text;
            Settings = PixelSettings.Parse(text);
            Preprocessor = Settings.CreatePreprocessor();
            Source = $"an image of the column '{Settings.Column}'";
        }

        public string Text { get; }

        public PixelSettings Settings { get; }

        public ImagePreprocessor Preprocessor { get; }

        public bool KeepsBadRows => Settings.Options.OnError == VitImageErrorHandling.KeepRow;

        /// <summary>What to call an image that has no path.</summary>
        public string Source { get; }

        public string GetPath(PathRow row)
        {
            if (row.Path.Span.IsWhiteSpace())
                throw new VitImageException("the path of an image file is expected, and the text is empty. Leave such rows out, or keep them with VitImageErrorHandling.KeepRow.", Source);
            return row.Path.ToString();
        }

        public static ReadOnlySpan<byte> GetBytes(BytesRow row)
        {
            if (row.Bytes.IsDense)
                return row.Bytes.GetValues();
            Microsoft.ML.Data.VBuffer<byte> dense = default;
            row.Bytes.CopyToDense(ref dense);
            return dense.GetValues();
        }
    }
}
