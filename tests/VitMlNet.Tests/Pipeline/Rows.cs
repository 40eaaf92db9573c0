using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace VitMlNet.Tests.Pipeline;

public sealed class Photo
{
    public string ImagePath { get; set; } = "";
}

public sealed class BytesPhoto
{
    public byte[]? Bytes { get; set; }
}

public sealed class ImagePhoto
{
    [ImageType(8, 8)]
    public MLImage? image { get; set; }
}

public sealed class Prediction
{
    public float[] Score { get; set; } = [];

    public string PredictedLabel { get; set; } = "";
}

public sealed class FeaturesRow
{
    public float[] Features { get; set; } = [];
}
