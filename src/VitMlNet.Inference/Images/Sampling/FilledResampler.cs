using System.Runtime.CompilerServices;

namespace VitMlNet;

/// <summary>Puts a picture that is smaller than the model's size into its middle, and fills the rest with a colour.</summary>
/// <param name="picture">Resizes the picture; disposed with this object.</param>
/// <param name="plan">The sizes, the filled parts included.</param>
/// <param name="scale">The last step.</param>
/// <param name="color">Red, green and blue, from 0 to 255.</param>
internal sealed class FilledResampler(Resampler picture, ResizePlan plan, PixelScale scale, VitChannels color) : Resampler
{
    public override bool Needs(int row) => picture.Needs(row);

    public override void Accept(int row, ReadOnlySpan<byte> pixels) => picture.Accept(row, pixels);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Finish(Span<float> pixels)
    {
        ResizePlan inside = plan.Inside;
        int height = inside.Vertical.Count, width = inside.Horizontal.Count, top = (int)Math.Max(-plan.Vertical.Start, 0);
        int left = (int)Math.Max(-plan.Horizontal.Start, 0), stride = plan.Horizontal.Count;
        Fill(pixels);
        using var buffer = new Rented<float>(3 * height * width);
        picture.Finish(buffer.Span);
        for (int y = 0; y < height; y++)
            buffer.Span.Slice(3 * width * y, 3 * width).CopyTo(pixels.Slice(3 * (((top + y) * stride) + left), 3 * width));
    }

    public override void Dispose() => picture.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(Span<float> pixels)
    {
        float red = scale.ByteTable[3 * (int)color.Red], green = scale.ByteTable[(3 * (int)color.Green) + 1], blue = scale.ByteTable[(3 * (int)color.Blue) + 2];
        for (int i = 0; i < pixels.Length; i += 3)
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (red, green, blue);
    }
}
