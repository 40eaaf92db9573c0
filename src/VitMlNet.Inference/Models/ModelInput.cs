namespace VitMlNet;

/// <summary>The input of pixels.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Layout">The order of its values.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Width">The width in pixels.</param>
internal sealed record ModelInput(string Name, VitPixelLayout Layout, int Height, int Width)
{
    /// <summary>Whether each call of the model takes one photograph.</summary>
    public bool TakesOne { get; init; }

    /// <summary>Whether the graph leaves the height, the width or the channels open.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The shape of pixels, with a height of -1 where it is to be left open.</summary>
    public long[] Shape(long count, long height) => Layout == VitPixelLayout.ChannelsLast ? [count, height, Width, 3] : [count, 3, height, Width];
}
