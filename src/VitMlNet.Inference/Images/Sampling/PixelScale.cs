using System.Runtime.Intrinsics;

namespace VitMlNet;

/// <summary>The last step: from pixel values of 0 to 255 to the model's.</summary>
internal sealed class PixelScale
{
    private const double UsualFactor = 1 / 255.0;

    public PixelScale(VitPreprocessing settings)
    {
        (VitChannels mean, VitChannels deviation) = (settings.Mean, settings.StandardDeviation);
        double range = settings.RescaleFactor == UsualFactor ? 255 : 1 / settings.RescaleFactor;
        Vectors = new Lanes(
            Vector128.Create((float)(range * mean.Red), (float)(range * mean.Green), (float)(range * mean.Blue), 0),
            Vector128.Create((float)(range * deviation.Red), (float)(range * deviation.Green), (float)(range * deviation.Blue), 1));
        RescaleFactor = (float)settings.RescaleFactor;
        Rescaled = new Lanes(Vector128.Create(mean.Red, mean.Green, mean.Blue, 0), Vector128.Create(deviation.Red, deviation.Green, deviation.Blue, 1));
        ByteTable = new float[3 * 256];
        for (int value = 0; value < 256; value++)
        {
            ByteTable[3 * value] = Scale(value, mean.Red, deviation.Red, settings);
            ByteTable[(3 * value) + 1] = Scale(value, mean.Green, deviation.Green, settings);
            ByteTable[(3 * value) + 2] = Scale(value, mean.Blue, deviation.Blue, settings);
        }
    }

    /// <summary>What each 8-bit value becomes: (x / 255 - mean) / deviation, at index 3 x + channel.</summary>
    public float[] ByteTable { get; }

    /// <summary>For unrounded values.</summary>
    public Lanes Vectors { get; }

    /// <summary>For unrounded values that have been multiplied by <see cref="RescaleFactor"/>.</summary>
    public Lanes Rescaled { get; }

    public float RescaleFactor { get; }

    private static float Scale(int value, float mean, float deviation, VitPreprocessing settings)
    {
        float scaled = settings.FusesRescaling ? ScaleFused(value, mean, deviation, settings.RescaleFactor)
            : ((settings.RescaleFactor == UsualFactor ? value / 255f : (float)(value * settings.RescaleFactor)) - mean) / deviation;
        return settings.DividesTwice ? scaled / deviation : scaled;
    }

    // Without a mean and a deviation there is nothing to fuse, and the factor is rounded to float32.
    private static float ScaleFused(int value, float mean, float deviation, double factor)
    {
        if (mean == 0 && deviation == 1)
            return value * (float)factor;
        float range = (float)(1 / factor);
        return (value - (mean * range)) / (deviation * range);
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
