namespace VitMlNet;

/// <summary>
/// The model's pixels while they are made: the kernels write the three values of a pixel together, red first, and where the model wants
/// another order, a second pass brings them into it, which costs little beside them.
/// </summary>
internal readonly ref struct ModelPixels : IDisposable
{
    private readonly Span<float> _pixels;
    private readonly int _channels;
    private readonly VitPixelLayout _layout;
    private readonly bool _blueFirst;
    private readonly Rented<float> _interleaved;
    private readonly bool _isApart;

    public ModelPixels(Span<float> pixels, int channels, VitPixelLayout layout, bool blueFirst)
    {
        _pixels = pixels;
        (_channels, _layout, _blueFirst) = (channels, layout, blueFirst);
        _isApart = channels == 1 || layout == VitPixelLayout.ChannelsFirst || blueFirst;
        if (_isApart)
            _interleaved = new Rented<float>(pixels.Length / channels * 3);
        Interleaved = _isApart ? _interleaved.Span : pixels;
    }

    /// <summary>Where red, green and blue of each pixel are written.</summary>
    public Span<float> Interleaved { get; }

    /// <summary>Brings the values into the model's order.</summary>
    public void Arrange()
    {
        if (!_isApart)
            return;
        ReadOnlySpan<float> source = Interleaved;
        Span<float> pixels = _pixels;
        if (_channels == 1)
        {
            for (int to = 0; to < pixels.Length; to++)
                pixels[to] = source[3 * to];
            return;
        }

        int count = pixels.Length / 3, red = _blueFirst ? 2 : 0, blue = 2 - red;
        if (_layout == VitPixelLayout.ChannelsLast)
        {
            for (int at = 0; at < source.Length; at += 3)
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (source[at + red], source[at + 1], source[at + blue]);
            return;
        }

        Span<float> first = pixels[..count], second = pixels.Slice(count, count), third = pixels[(2 * count)..];
        for (int from = 0, to = 0; to < count; from += 3, to++)
            (first[to], second[to], third[to]) = (source[from + red], source[from + 1], source[from + blue]);
    }

    public void Dispose()
    {
        if (_isApart)
            _interleaved.Dispose();
    }
}
