namespace VitMlNet.Testing;

/// <summary>The sizes that determine a checkpoint: the published architectures, and small ones for tests.</summary>
/// <param name="Hidden">Width of the tokens.</param>
/// <param name="Depth">Number of encoder blocks.</param>
/// <param name="Heads">Attention heads of a block.</param>
/// <param name="Mlp">Width of the MLP's hidden layer.</param>
/// <param name="Patch">Side of a patch, in pixels of the feature map that the embedding sees.</param>
public sealed record CheckpointConfiguration(int Hidden, int Depth, int Heads, int Mlp, int Patch)
{
    /// <summary>Units of each residual stage; empty for the stem alone; <see langword="null"/> for a plain ViT.</summary>
    public IReadOnlyList<int>? ResNet { get; init; }

    /// <summary>Width of the ResNet, in units of 64 channels.</summary>
    public double WidthFactor { get; init; } = 1;

    /// <summary>Classes of the head; 0 for a checkpoint without a head.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>Side of the image in pixels.</summary>
    public int Image { get; init; } = 224;

    /// <summary>Width of <c>pre_logits</c>, or <see langword="null"/> where there is none.</summary>
    public int? Representation { get; init; }

    /// <summary>The published architectures by their file prefix, then the small ones.</summary>
    public static IReadOnlyDictionary<string, CheckpointConfiguration> All { get; } = new Dictionary<string, CheckpointConfiguration>
    {
        ["Ti_16"] = new(192, 12, 3, 768, 16),
        ["S_32"] = new(384, 12, 6, 1536, 32),
        ["S_16"] = new(384, 12, 6, 1536, 16),
        ["B_32"] = new(768, 12, 12, 3072, 32),
        ["B_16"] = new(768, 12, 12, 3072, 16),
        ["B_8"] = new(768, 12, 12, 3072, 8),
        ["L_16"] = new(1024, 24, 16, 4096, 16),
        ["R_Ti_16"] = new(192, 12, 3, 768, 8) { ResNet = [] },
        ["R26_S_32"] = new(384, 12, 6, 1536, 1) { ResNet = [2, 2, 2, 2] },
        ["R50_L_32"] = new(1024, 24, 16, 4096, 1) { ResNet = [3, 4, 6, 3] },
        ["tiny_vit"] = new(64, 2, 2, 256, 16) { Classes = 10, Image = 64 },
        ["tiny_vit_rep"] = new(64, 2, 2, 256, 16) { Classes = 31, Image = 64, Representation = 48 },
        ["tiny_rstem"] = new(64, 2, 4, 128, 8) { ResNet = [], WidthFactor = 0.5, Classes = 12, Image = 64 },
        // 72 -> 36 -> 18 -> 18 -> 9 -> 5: the strided 3x3 convolutions see an even and an odd size.
        ["tiny_r3"] = new(64, 2, 4, 192, 1) { ResNet = [2, 1, 1], WidthFactor = 0.5, Classes = 17, Image = 72 },
        ["tiny_r4"] = new(96, 3, 3, 384, 1) { ResNet = [1, 2, 1, 1], WidthFactor = 0.5, Classes = 20, Image = 96 },
    };

    public static CheckpointConfiguration Get(string name) => All[name];

    /// <summary>Side of the grid of patches.</summary>
    public int Grid
    {
        get
        {
            int side = Image;
            if (ResNet is not null)
            {
                int halvings = 2 + Math.Max(0, ResNet.Count - 1);
                for (int i = 0; i < halvings; i++)
                    side = (side + 1) / 2;
            }

            return side / Patch;
        }
    }

    /// <summary>Number of parameters, head included.</summary>
    public long ParameterCount => CheckpointShapes.Of(this).Sum(p => p.Shape.Aggregate(1L, (n, d) => n * d));
}
