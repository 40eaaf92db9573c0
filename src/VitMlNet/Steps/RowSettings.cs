
namespace VitMlNet;

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

        public bool KeepsBadRows => Settings.KeepsBadRows;

        /// <summary>What to call an image that has no path.</summary>
        public string Source { get; }
    }
}
