namespace VitMlNet;

/// <summary>A photograph's pixels as the model takes them, of which parts can be covered by the picture's mean colour.</summary>
internal sealed class PreparedPicture
{
    private const int Channels = 3;

    private readonly float[] _pixels;
    private readonly float[] _mean = new float[Channels];
    private readonly int _height;
    private readonly int _width;
    private readonly VitPixelLayout _layout;

    /// <exception cref="VitImageException">The photograph cannot be read.</exception>
    public PreparedPicture(LoadedModel model, VitImageSource source)
    {
        (_height, _width, _layout) = (model.Model.Height, model.Model.Width, model.Model.Layout);
        _pixels = new float[model.PixelCount];
        source.Read(model.Preprocessor, _pixels, known: null);
        for (int i = 0; i < _pixels.Length; i++)
            _mean[ChannelOf(i)] += _pixels[i] / (_height * _width);
    }

    /// <summary>The photograph with a part of it covered.</summary>
    /// <param name="kept">How much of each place stays, from 0 to 1; both coordinates are from 0 to 1.</param>
    public VitImageSource Cover(Func<double, double, float> kept) => new CoveredSource(this, kept);

    private int ChannelOf(int index) => _layout == VitPixelLayout.ChannelsLast ? index % Channels : index / (_height * _width);

    private void Write(Func<double, double, float> kept, Span<float> pixels)
    {
        for (int y = 0; y < _height; y++)
        {
            for (int x = 0; x < _width; x++)
            {
                float share = kept((y + 0.5) / _height, (x + 0.5) / _width);
                for (int channel = 0; channel < Channels; channel++)
                {
                    int place = (y * _width) + x;
                    int at = _layout == VitPixelLayout.ChannelsLast ? (place * Channels) + channel : (channel * _height * _width) + place;
                    pixels[at] = _mean[channel] + ((_pixels[at] - _mean[channel]) * share);
                }
            }
        }
    }

    private sealed class CoveredSource(PreparedPicture picture, Func<double, double, float> kept) : VitImageSource
    {
        public override string Name => "a covered picture";

        internal override void Read(ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known) => picture.Write(kept, pixels);
    }
}
