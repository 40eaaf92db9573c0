namespace VitMlNet.Conversion.Architecture;

/// <summary>The names of the published sizes (vit_jax/configs/models.py of google-research/vision_transformer).</summary>
internal static class PublishedArchitectures
{
    private sealed record Size(string Name, int Hidden, int Depth, int Heads, int Mlp, int Patch, int[]? Stages = null);

    private static readonly Size[] Sizes =
    [
        new("Ti/16", 192, 12, 3, 768, 16),
        new("S/32", 384, 12, 6, 1536, 32),
        new("S/16", 384, 12, 6, 1536, 16),
        new("B/32", 768, 12, 12, 3072, 32),
        new("B/16", 768, 12, 12, 3072, 16),
        new("B/8", 768, 12, 12, 3072, 8),
        new("L/32", 1024, 24, 16, 4096, 32),
        new("L/16", 1024, 24, 16, 4096, 16),
        // The families beside Google's own: DINOv2, CLIP and SigLIP.
        new("S/14", 384, 12, 6, 1536, 14),
        new("B/14", 768, 12, 12, 3072, 14),
        new("L/14", 1024, 24, 16, 4096, 14),
        new("H/14", 1280, 32, 16, 5120, 14),
        // The stem alone already divides by four, so a patch of 8 makes tokens of 32 pixels, whatever the name says.
        new("R+Ti/16", 192, 12, 3, 768, 8, []),
        new("R26+S/32", 384, 12, 6, 1536, 1, [2, 2, 2, 2]),
        new("R50+L/32", 1024, 24, 16, 4096, 1, [3, 4, 6, 3]),
    ];

    /// <summary>The published name, or a description of the sizes: <c>ViT hidden 64, depth 2, heads 4, mlp 192, patch 1, ResNet 2-1-1 x 32</c>.</summary>
    public static string NameOf(VitConfiguration configuration) =>
        (configuration.Family is { } family ? family + " " : "") + (Sizes.FirstOrDefault(size => Matches(size, configuration))?.Name ?? Describe(configuration));

    private static bool Matches(Size size, VitConfiguration c) =>
        (size.Hidden, size.Depth, size.Heads, size.Mlp, size.Patch) == (c.HiddenSize, c.Depth, c.HeadCount, c.MlpSize, c.PatchSize)
        && (size.Stages, c.ResNet) switch
        {
            (null, null) => true,
            ({ } stages, { Width: 64 } resNet) => stages.SequenceEqual(resNet.Stages),
            _ => false,
        };

    private static string Describe(VitConfiguration c)
    {
        string text = $"ViT hidden {c.HiddenSize}, depth {c.Depth}, heads {c.HeadCount}, mlp {c.MlpSize}, patch {c.PatchSize}";
        return c.ResNet switch
        {
            null => text,
            { Stages: [] } stem => $"{text}, ResNet stem x {stem.Width}",
            var resNet => $"{text}, ResNet {string.Join('-', resNet.Stages)} x {resNet.Width}",
        };
    }
}
