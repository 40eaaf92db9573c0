namespace VitMlNet;

/// <summary>How a picture of any shape becomes one of the model's shape.</summary>
public enum VitResizeMode
{
    /// <summary>The whole picture is resized to the model's height and width, whatever that does to its aspect ratio.</summary>
    Squash,

    /// <summary>
    /// The picture keeps its aspect ratio: it is resized until it just covers the model's size divided by
    /// <see cref="VitPreprocessing.CropFraction"/> (rounded down), and the centre of it is cut out.
    /// </summary>
    CropCenter,
}
