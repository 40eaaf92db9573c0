using System.Globalization;
using VitMlNet.Conversion.Checkpoints;
using static VitMlNet.Conversion.Architecture.TensorNames;

namespace VitMlNet.Conversion.Architecture;

/// <summary>Infers the configuration from the names and shapes of a checkpoint, and checks every tensor against it.</summary>
internal static class ConfigurationReader
{
    /// <exception cref="ConversionException">
    /// The tensors are not those of a Vision Transformer, or one is missing, superfluous, or of the wrong shape.
    /// </exception>
    /// <param name="checkpoint">The tensors, and what is said beside them.</param>
    /// <param name="numerics">The numerics that were asked for, or <see langword="null"/> for those that the checkpoint implies.</param>
    public static VitConfiguration Read(Checkpoint checkpoint, VitNumerics? numerics = null)
    {
        CheckIsVisionTransformer(checkpoint);
        CheckIsNotBigVision(checkpoint);
        VitConfiguration configuration = Infer(checkpoint) with { Numerics = ChooseNumerics(checkpoint, numerics) };
        CheckTensors(checkpoint, configuration);
        return configuration;
    }

    /// <summary>Whether two shapes are the same; GroupNorm's <c>[1, 1, 1, C]</c> and the <c>[C]</c> of later files are.</summary>
    internal static bool SameShape(IReadOnlyList<int> expected, IReadOnlyList<int> found) =>
        expected.SequenceEqual(found)
        || (expected is [1, 1, 1, var channels] && found is [var count] && channels == count);

    private static NetworkNumerics ChooseNumerics(Checkpoint checkpoint, VitNumerics? asked)
    {
        CheckpointFacts facts = checkpoint.Facts;
        return asked switch
        {
            null => facts.Numerics,
            VitNumerics.Jax when facts.MayBeJax => NetworkNumerics.Jax,
            VitNumerics.Library when facts.LibraryNumerics is { } library => library,
            VitNumerics.Jax => throw new ConversionException(
                $"the numerics of the original JAX code are those of Google's Vision Transformers, and this is {facts.Family}. Convert it without choosing the numerics.", checkpoint.Path),
            _ => throw new ConversionException(
                $"a {facts.Format} has the numerics of the original JAX code, and no library's. Convert it without choosing the numerics.", checkpoint.Path),
        };
    }

    private static void CheckIsVisionTransformer(Checkpoint checkpoint)
    {
        bool looksRight = checkpoint.Tensors.ContainsKey(EmbeddingKernel)
            && checkpoint.Tensors.Keys.Any(name => name.StartsWith("Transformer/", StringComparison.Ordinal));
        if (looksRight)
            return;
        string found = string.Join(", ", checkpoint.Tensors.Keys.Take(3).Select(name => $"'{name}'"));
        throw new ConversionException(
            $"the architecture is unknown: a Vision Transformer has the tensors '{EmbeddingKernel}' and 'Transformer/…', "
            + $"and this file has {checkpoint.Tensors.Count} tensors such as {found}. "
            + "Use a checkpoint of google-research/vision_transformer (AugReg, plain or hybrid).",
            checkpoint.Path);
    }

    // big_vision keeps the positions beside the encoder, and pools in ways of its own.
    private static void CheckIsNotBigVision(Checkpoint checkpoint)
    {
        if (checkpoint.Tensors.ContainsKey(Positions) || !checkpoint.Tensors.ContainsKey("pos_embedding"))
            return;
        throw new ConversionException(
            $"this is a checkpoint of google-research/big_vision, which has its positions under 'pos_embedding' and not under '{Positions}'; such checkpoints are not converted. "
            + "Use one of google-research/vision_transformer (AugReg, plain or hybrid).",
            checkpoint.Path,
            "pos_embedding");
    }

    private static VitConfiguration Infer(Checkpoint checkpoint)
    {
        var shapes = new ShapeReader(checkpoint);
        int[] embedding = shapes.Get(EmbeddingKernel, rank: 4);
        int[] query = shapes.Get(Kernel(Attention(0) + "/query"), rank: 3);
        int[] positions = shapes.Get(Positions, rank: 3);
        int depth = LargestIndex(checkpoint, "Transformer/encoderblock_") + 1;
        bool isLibrarys = checkpoint.Facts.LibraryNumerics is not null;
        bool hasClassToken = !isLibrarys || checkpoint.Tensors.ContainsKey(ClassToken);
        bool hasPool = checkpoint.Tensors.ContainsKey(Probe);
        if (!hasClassToken && !hasPool)
            throw new ConversionException("there is no class token and no attention pooling: the features would be a mean of the patches, which cannot be converted.", checkpoint.Path, ClassToken);
        // In Google's files the class token always has a position.
        bool hasClassPosition = hasClassToken && !(isLibrarys && IsSquare(positions[1]));

        return new VitConfiguration
        {
            HiddenSize = embedding[3],
            PatchSize = embedding[0],
            Depth = depth,
            HeadCount = query[1],
            MlpSize = shapes.Get(Kernel(Mlp(0) + "/Dense_0"), rank: 2)[1],
            GridSize = Grid(checkpoint, positions[1], hasClassPosition),
            ResNet = checkpoint.Tensors.ContainsKey(RootKernel) ? InferResNet(checkpoint, shapes) : null,
            PreLogitsSize = shapes.Has(PreLogits) ? shapes.Get(Kernel(PreLogits), rank: 2)[1] : null,
            ClassCount = shapes.Has(Head) ? shapes.Get(Kernel(Head), rank: 2)[1] : null,
            Family = checkpoint.Facts.Family,
            HasClassToken = hasClassToken,
            HasClassPosition = hasClassPosition,
            RegisterCount = checkpoint.Tensors.ContainsKey(Registers) ? shapes.Get(Registers, rank: 3)[1] : 0,
            HasPreNorm = checkpoint.Tensors.ContainsKey(Scale(PreNorm)),
            PoolMlpSize = hasPool ? shapes.Get(Kernel(PoolMlp + "/Dense_0"), rank: 2)[1] : null,
            HeadSeesPatchMean = shapes.Has(Head) && checkpoint.Facts.HeadSeesPatchMean,
            TokensBeforeNorm = checkpoint.Facts.TokensBeforeNorm,
        };
    }

    private static ResNetConfiguration InferResNet(Checkpoint checkpoint, ShapeReader shapes)
    {
        int width = shapes.Get(RootKernel, rank: 4)[3];
        if (width == 0 || width % 32 != 0)
        {
            throw new ConversionException(
                $"expected a number of output channels that GroupNorm's 32 groups divide, found {width}. "
                + "The file is not the checkpoint of a hybrid Vision Transformer.",
                checkpoint.Path, RootKernel);
        }

        var stages = new List<int>();
        while (LargestIndex(checkpoint, $"block{stages.Count + 1}/unit") is > 0 and var units)
            stages.Add(units);
        return new ResNetConfiguration(width, stages);
    }

    private static int Grid(Checkpoint checkpoint, int positions, bool hasClassPosition)
    {
        int patches = positions - (hasClassPosition ? 1 : 0);
        if (patches < 1 || !IsSquare(patches))
        {
            throw new ConversionException(
                $"expected {(hasClassPosition ? "1 + n x n positions (the class token and a square grid)" : "n x n positions (a square grid)")}, found {positions}. "
                + "Only models with a class token and square images can be converted.",
                checkpoint.Path, Positions);
        }

        return (int)Math.Round(Math.Sqrt(patches));
    }

    private static bool IsSquare(int number) => (int)Math.Round(Math.Sqrt(number)) is var side && side * side == number;

    /// <summary>The largest number that follows a prefix in the names, or -1.</summary>
    private static int LargestIndex(Checkpoint checkpoint, string prefix)
    {
        int largest = -1;
        foreach (string name in checkpoint.Tensors.Keys)
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            int slash = name.IndexOf('/', prefix.Length);
            if (slash > 0 && int.TryParse(name.AsSpan(prefix.Length, slash - prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
                largest = Math.Max(largest, index);
        }

        // Every index below the largest becomes a layer, so one stray name must not ask for millions of them.
        return Math.Min(largest, checkpoint.Tensors.Count);
    }

    private static void CheckTensors(Checkpoint checkpoint, VitConfiguration configuration)
    {
        string query = Kernel(Attention(0) + "/query");
        int headSize = ShapeReader.Of(checkpoint, query)[2];
        if (configuration.HiddenSize != (long)configuration.HeadCount * headSize)
        {
            throw new ConversionException(
                $"expected {configuration.HeadCount} heads that share the hidden size {configuration.HiddenSize}, found heads of {headSize}. "
                + "The file is damaged, or of another architecture: download the checkpoint again.",
                checkpoint.Path, query);
        }

        var expected = new HashSet<string>();
        foreach ((string name, int[] shape) in ParameterShapes.Of(configuration))
        {
            expected.Add(name);
            IReadOnlyList<int> found = ShapeReader.Of(checkpoint, name);
            if (!SameShape(shape, found))
                throw ShapeReader.WrongShape(checkpoint, name, $"[{string.Join(", ", shape)}]", found);
        }

        if (checkpoint.Tensors.Keys.FirstOrDefault(name => !expected.Contains(name)) is { } extra)
        {
            throw new ConversionException(
                $"the architecture {PublishedArchitectures.NameOf(configuration)} has no such tensor, and a model without it would compute something else. "
                + "Use a checkpoint of google-research/vision_transformer (AugReg, plain or hybrid).",
                checkpoint.Path, extra);
        }
    }
}
