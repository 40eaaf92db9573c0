namespace VitMlNet.Conversion.Architecture;

/// <summary>The convolutional part of a hybrid model: <c>conv_root</c>, <c>gn_root</c>, a max-pool, and the residual stages.</summary>
/// <param name="Width">Channels after <c>conv_root</c>; 64 in the published models.</param>
/// <param name="Stages">Residual units in each stage (<c>block1</c>, <c>block2</c>, …); empty for a stem alone.</param>
internal sealed record ResNetConfiguration(int Width, IReadOnlyList<int> Stages)
{
    /// <summary>How often the stem (twice) and the stages (once each, but for the first) halve the height and width.</summary>
    public int Halvings => 2 + Math.Max(0, Stages.Count - 1);

    public int OutputChannels => Stages.Count == 0 ? Width : UnitOutputChannels(Stages.Count);

    /// <summary>Channels of the 3x3 convolution in the units of a stage, counted from 1.</summary>
    public int UnitChannels(int stage) => Width << (stage - 1);

    public int UnitOutputChannels(int stage) => 4 * UnitChannels(stage);

    /// <summary>Height or width of the feature map that the stem and the stages make of an image; each halving rounds up.</summary>
    public int OutputSize(int imageSize)
    {
        for (int i = 0; i < Halvings; i++)
            imageSize = (imageSize + 1) / 2;
        return imageSize;
    }
}
