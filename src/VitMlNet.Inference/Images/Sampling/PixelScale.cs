using System.Runtime.Intrinsics;

namespace VitMlNet;

/// <summary>The last step: from pixel values of 0 to 255 to the model's.</summary>
internal sealed class PixelScale
{
    public PixelScale(VitChannels mean, VitChannels standardDeviation)
    {
        Vectors = new Lanes(
            Vector128.Create(Scaled(mean.Red), Scaled(mean.Green), Scaled(mean.Blue), 0),
            Vector128.Create(Scaled(standardDeviation.Red), Scaled(standardDeviation.Green), Scaled(standardDeviation.Blue), 1));
        ByteTable = MakeByteTable(mean, standardDeviation);
    }

    /// <summary>What each 8-bit value becomes: (x / 255 - mean) / deviation, at index 3 x + channel.</summary>
    public float[] ByteTable { get; }

    /// <summary>For unrounded values.</summary>
    public Lanes Vectors { get; }

    private static float Scaled(float value) => (float)(255.0 * value);

    private static float[] MakeByteTable(VitChannels mean, VitChannels deviation)
    {
        var table = new float[3 * 256];
        for (int value = 0; value < 256; value++)
        {
            float fraction = value / 255f;
            table[3 * value] = (fraction - mean.Red) / deviation.Red;
            table[(3 * value) + 1] = (fraction - mean.Green) / deviation.Green;
            table[(3 * value) + 2] = (fraction - mean.Blue) / deviation.Blue;
        }

        return table;
    }

    /// <summary>(x - 255 mean) / (255 deviation): red, green, blue and one lane of no meaning.</summary>
    internal readonly struct Lanes(Vector128<float> offset, Vector128<float> divisor)
    {
        private readonly Vector128<float> _offset = offset;
        private readonly Vector128<float> _divisor = divisor;

        public Vector128<float> Apply(Vector128<float> pixel) => (pixel - _offset) / _divisor;

        /// <summary>Two pixels at once.</summary>
        public Vector256<float> Apply(Vector256<float> pixels) =>
            (pixels - Vector256.Create(_offset, _offset)) / Vector256.Create(_divisor, _divisor);
    }
}
