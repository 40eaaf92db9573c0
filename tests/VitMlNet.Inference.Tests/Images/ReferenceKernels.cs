namespace VitMlNet.Inference.Tests;

/// <summary>The resizes as one would write them down, a value at a time.</summary>
internal static class ReferenceKernels
{
    public static float[] Run(TestPicture picture, VitPreprocessing preprocessing, int height, int width)
    {
        ResizePlan plan = ResizePlan.Create(preprocessing, picture.Height, picture.Width, height, width);
        var pixels = new float[height * width * 3];
        for (int channel = 0; channel < 3; channel++)
        {
            float[,] plane = preprocessing.Antialias
                ? Pil(picture, channel, plan, preprocessing.Interpolation)
                : preprocessing.Interpolation == VitInterpolation.Bilinear ? TensorFlowBilinear(picture, channel, plan) : Bicubic(picture, channel, plan);
            (float mean, float deviation) = channel switch
            {
                0 => (preprocessing.Mean.Red, preprocessing.StandardDeviation.Red),
                1 => (preprocessing.Mean.Green, preprocessing.StandardDeviation.Green),
                _ => (preprocessing.Mean.Blue, preprocessing.StandardDeviation.Blue),
            };
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    pixels[(3 * ((y * width) + x)) + channel] = preprocessing.Antialias
                        ? ((plane[y, x] / 255f) - mean) / deviation
                        : (plane[y, x] - (float)(255.0 * mean)) / (float)(255.0 * deviation);
                }
            }
        }

        return pixels;
    }

    private static float[,] TensorFlowBilinear(TestPicture picture, int channel, ResizePlan plan)
    {
        var result = new float[plan.Vertical.Count, plan.Horizontal.Count];
        for (int y = 0; y < plan.Vertical.Count; y++)
        {
            (int top, int bottom, float down) = Neighbours(plan.Vertical, y);
            for (int x = 0; x < plan.Horizontal.Count; x++)
            {
                (int left, int right, float along) = Neighbours(plan.Horizontal, x);
                float topLeft = picture[top, left, channel], topRight = picture[top, right, channel];
                float bottomLeft = picture[bottom, left, channel], bottomRight = picture[bottom, right, channel];
                float upper = topLeft + ((topRight - topLeft) * along);
                float lower = bottomLeft + ((bottomRight - bottomLeft) * along);
                result[y, x] = upper + ((lower - upper) * down);
            }
        }

        return result;
    }

    private static (int Low, int High, float Fraction) Neighbours(AxisPlan axis, int i)
    {
        float scale = (float)axis.Source / (float)axis.Resized;
        float position = (((float)(axis.Start + i) + 0.5f) * scale) - 0.5f;
        float floor = MathF.Floor(position);
        int low = Math.Max((int)floor, 0), high = Math.Min((int)MathF.Ceiling(position), axis.Source - 1);
        return (Math.Min(low, axis.Source - 1), Math.Max(high, 0), position - floor);
    }

    private static float[,] Bicubic(TestPicture picture, int channel, ResizePlan plan)
    {
        var result = new float[plan.Vertical.Count, plan.Horizontal.Count];
        for (int y = 0; y < plan.Vertical.Count; y++)
        {
            for (int x = 0; x < plan.Horizontal.Count; x++)
            {
                float sum = 0;
                foreach ((int row, float down) in CubicTaps(plan.Vertical, y))
                {
                    float line = 0;
                    foreach ((int column, float along) in CubicTaps(plan.Horizontal, x))
                        line += picture[row, column, channel] * along;
                    sum += line * down;
                }

                result[y, x] = sum;
            }
        }

        return result;
    }

    private static List<(int Index, float Weight)> CubicTaps(AxisPlan axis, int i)
    {
        float scale = (float)axis.Source / axis.Resized;
        float position = ((axis.Start + i + 0.5f) * scale) - 0.5f;
        var taps = new List<(int Index, float Weight)>();
        for (int index = (int)MathF.Floor(position) - 1; index <= (int)MathF.Floor(position) + 2; index++)
        {
            if (index >= 0 && index < axis.Source)
                taps.Add((index, (float)Keys(position - index)));
        }

        float sum = 0;
        foreach ((_, float weight) in taps)
            sum += weight;
        return [.. taps.Select(tap => (tap.Index, tap.Weight / sum))];
    }

    // PIL's ImagingResample for 8-bit pixels: along the rows, rounded to 8 bits, then down the columns.
    private static float[,] Pil(TestPicture picture, int channel, ResizePlan plan, VitInterpolation interpolation)
    {
        var lines = new int[picture.Height, plan.Horizontal.Count];
        for (int x = 0; x < plan.Horizontal.Count; x++)
        {
            (int first, int[] weights) = PilTaps(plan.Horizontal, x, interpolation);
            for (int y = 0; y < picture.Height; y++)
                lines[y, x] = PilSum(weights, tap => picture[y, first + tap, channel]);
        }

        var result = new float[plan.Vertical.Count, plan.Horizontal.Count];
        for (int y = 0; y < plan.Vertical.Count; y++)
        {
            (int first, int[] weights) = PilTaps(plan.Vertical, y, interpolation);
            for (int x = 0; x < plan.Horizontal.Count; x++)
                result[y, x] = PilSum(weights, tap => lines[first + tap, x]);
        }

        return result;
    }

    private static int PilSum(int[] weights, Func<int, int> pixel)
    {
        int sum = 1 << 21;
        for (int tap = 0; tap < weights.Length; tap++)
            sum += pixel(tap) * weights[tap];
        return Math.Clamp(sum >> 22, 0, 255);
    }

    private static (int First, int[] Weights) PilTaps(AxisPlan axis, int i, VitInterpolation interpolation)
    {
        double scale = (double)axis.Source / axis.Resized, stretch = Math.Max(scale, 1);
        double support = (interpolation == VitInterpolation.Bicubic ? 2 : 1) * stretch, center = (axis.Start + i + 0.5) * scale;
        int first = Math.Max(0, (int)(center - support + 0.5)), end = Math.Min(axis.Source, (int)(center + support + 0.5));
        double[] weights = [.. Enumerable.Range(first, end - first).Select(index =>
            interpolation == VitInterpolation.Bicubic ? Keys((index - center + 0.5) * (1 / stretch)) : Math.Max(0, 1 - Math.Abs((index - center + 0.5) * (1 / stretch))))];
        double sum = weights.Sum();
        return (first, [.. weights.Select(weight => (int)Math.Round(weight / sum * (1 << 22), MidpointRounding.AwayFromZero))]);
    }

    private static double Keys(double distance)
    {
        double x = Math.Abs(distance);
        return x < 1 ? (1.5 * x * x * x) - (2.5 * x * x) + 1 : x < 2 ? (-0.5 * x * x * x) + (2.5 * x * x) - (4 * x) + 2 : 0;
    }
}
