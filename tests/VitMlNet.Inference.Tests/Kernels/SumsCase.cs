namespace VitMlNet.Inference.Tests.Kernels;

/// <summary>Random product sums of a convolution with what GroupNorm needs.</summary>
internal sealed record SumsCase(int Images, int Height, int Width, int Channels, int Groups)
{
    public int Pixels => Height * Width;

    public long[] Shape => [Images, Height, Width, Channels];

    public int[] Values { get; private init; } = [];

    public float[] Scales { get; private init; } = [];

    public float[] ColumnScales { get; private init; } = [];

    public float[] Gamma { get; private init; } = [];

    public float[] Beta { get; private init; } = [];

    public SumsCase Fill(Random random) => this with
    {
        Values = Enumerable.Range(0, Images * Pixels * Channels).Select(_ => random.Next(-30000, 30000)).ToArray(),
        Scales = Floats(random, Images, 1e-4f, 1e-3f),
        ColumnScales = Floats(random, Channels, 1e-3f, 1e-1f),
        Gamma = Floats(random, Channels, -1, 2),
        Beta = Floats(random, Channels, -1, 1),
    };

    public KernelRun AddTo(KernelRun run) => run
        .Add(Values, Shape)
        .Add(Scales, Images, 1, 1, 1)
        .Add(ColumnScales, Channels)
        .Add(Gamma, Groups, Channels / Groups)
        .Add(Beta, Groups, Channels / Groups);

    public string ToShape() => $"[{string.Join(", ", Shape)}] in {Groups} groups";

    /// <summary>A small case; the channels are odd at times, and the groups few.</summary>
    public static SumsCase Any(Random random)
    {
        int groups = random.Next(1, 33);
        return new SumsCase(random.Next(1, 10), random.Next(1, 15), random.Next(1, 15), groups * random.Next(1, 6), groups).Fill(random);
    }

    public static float[] Floats(Random random, int count, float from, float to) =>
        [.. Enumerable.Range(0, count).Select(_ => from + (to - from) * random.NextSingle())];
}
