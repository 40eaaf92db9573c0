namespace VitMlNet;

/// <summary>One number for each colour channel.</summary>
/// <param name="Red">The red channel's number.</param>
/// <param name="Green">The green channel's number.</param>
/// <param name="Blue">The blue channel's number.</param>
public readonly record struct VitChannels(float Red, float Green, float Blue)
{
    /// <summary>The same number for all three channels.</summary>
    /// <param name="value">The number.</param>
    public VitChannels(float value)
        : this(value, value, value)
    {
    }
}
