using VitMlNet.ModelFile;

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

    /// <summary>3, or 1 for grey.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>The ONNX element type: float32, float16 or uint8.</summary>
    public int ElementType { get; init; } = OnnxTensorInfo.Float;

    /// <summary>The number of photographs in each call; null for any number.</summary>
    public int? FixedBatch { get; init; }

    /// <summary>Whether there is a dimension of the batch.</summary>
    public bool HasBatch { get; init; } = true;

    /// <summary>The name of the open dimension of the height; null where it is a number or has no name. Likewise the others.</summary>
    public string? HeightSymbol { get; init; }

    public string? WidthSymbol { get; init; }

    public string? ChannelSymbol { get; init; }

    /// <summary>The names of inputs of text tokens, which are fed with one token each, a line each; empty for none.</summary>
    public string TextInputs { get; init; } = "";

    /// <summary>Whether ML.NET can feed it: float32 pixels with a batch, in any number or one by one, and nothing else.</summary>
    public bool IsPlain => ElementType == OnnxTensorInfo.Float && HasBatch && (FixedBatch is null or 1) && TextInputs.Length == 0;

    /// <summary>The numbers of the open dimensions that have names.</summary>
    public IEnumerable<(string Symbol, long Size)> FreeDimensions
    {
        get
        {
            if (HeightSymbol is not null)
                yield return (HeightSymbol, Height);
            if (WidthSymbol is not null && (WidthSymbol != HeightSymbol || Width != Height))
                yield return (WidthSymbol, Width);
            if (ChannelSymbol is not null && ChannelSymbol != HeightSymbol && ChannelSymbol != WidthSymbol)
                yield return (ChannelSymbol, Channels);
        }
    }

    /// <summary>The shape of pixels, with a height of -1 where it is to be left open.</summary>
    public long[] Shape(long count, long height) =>
        Layout == VitPixelLayout.ChannelsLast ? [count, height, Width, Channels] : [count, Channels, height, Width];
}
