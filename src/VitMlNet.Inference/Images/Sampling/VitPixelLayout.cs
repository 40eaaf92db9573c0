namespace VitMlNet;

/// <summary>The order of a model's pixels.</summary>
public enum VitPixelLayout
{
    /// <summary>[height, width, 3]: red, green and blue of each pixel together, as in Google's code and TensorFlow.</summary>
    ChannelsLast,

    /// <summary>[3, height, width]: all red values, then all green, then all blue, as in PyTorch.</summary>
    ChannelsFirst,
}
