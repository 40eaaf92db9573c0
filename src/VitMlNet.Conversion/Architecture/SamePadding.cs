namespace VitMlNet.Conversion.Architecture;

/// <summary>
/// The padding <c>SAME</c> of JAX (<c>lax.padtype_to_pads</c>): an odd pixel goes to the end.
/// </summary>
/// <param name="Before">Pixels added at the top or left.</param>
/// <param name="After">Pixels added at the bottom or right.</param>
/// <param name="OutputSize">ceil(input / stride).</param>
internal readonly record struct SamePadding(int Before, int After, int OutputSize)
{
    public static SamePadding Of(int inputSize, int kernelSize, int stride)
    {
        int output = (inputSize + stride - 1) / stride;
        int total = Math.Max(0, (output - 1) * stride + kernelSize - inputSize);
        return new SamePadding(total / 2, total - total / 2, output);
    }
}
