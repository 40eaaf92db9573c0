namespace VitMlNet.Cli.Scoring;

/// <summary>How the processor's cores are shared between batches, or single images, that are scored at the same time.</summary>
internal static class Cores
{
    /// <summary>
    /// All cores on one batch for a few images; for many, a batch on each core, or on each quarter of the cores where there are more
    /// than four, so that memory stays bounded.
    /// </summary>
    public static VitSessionOptions SessionFor(int imageCount) => imageCount < 4 * Environment.ProcessorCount
        ? new VitSessionOptions()
        : new VitSessionOptions { ThreadCount = Math.Max(1, Environment.ProcessorCount / 4) };

    /// <summary>How many single images are scored at the same time in such a session.</summary>
    public static int ConcurrencyFor(int imageCount) =>
        SessionFor(imageCount).ThreadCount is { } threads ? Environment.ProcessorCount / threads : 1;
}
