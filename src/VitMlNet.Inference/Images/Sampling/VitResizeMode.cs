namespace VitMlNet;

/// <summary>How a picture of any shape becomes one of the model's shape.</summary>
public enum VitResizeMode
{
    /// <summary>
    /// The whole picture is resized to the model's height and width, whatever that does to its aspect ratio; or to
    /// <see cref="VitPreprocessing.ResizeHeight"/> and <see cref="VitPreprocessing.ResizeWidth"/>, of which the centre is cut out.
    /// </summary>
    Squash,

    /// <summary>
    /// The picture keeps its aspect ratio: it is resized until it just covers the model's size divided by
    /// <see cref="VitPreprocessing.CropFraction"/> (rounded down), or <see cref="VitPreprocessing.ResizeHeight"/> and
    /// <see cref="VitPreprocessing.ResizeWidth"/>, and the centre of it is cut out.
    /// </summary>
    CropCenter,

    /// <summary>
    /// The picture keeps its aspect ratio: it is resized until it just fits into the model's size, or
    /// <see cref="VitPreprocessing.ResizeHeight"/> and <see cref="VitPreprocessing.ResizeWidth"/>, and the rest is filled with
    /// <see cref="VitPreprocessing.FillColor"/>.
    /// </summary>
    Fit,

    /// <summary>The picture is made a square with <see cref="VitPreprocessing.FillColor"/> on both sides, and then resized to the model's size.</summary>
    PadToSquare,

    /// <summary>The picture is not resized: its centre is cut out, and what is missing is filled with <see cref="VitPreprocessing.FillColor"/>.</summary>
    None,
}
