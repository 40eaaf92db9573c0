namespace VitMlNet;

/// <summary>How the output of features becomes one vector for each photograph.</summary>
public enum VitPooling
{
    /// <summary>It is one: [batch, width].</summary>
    None,

    /// <summary>The first of [batch, tokens, width], the class token of Vision Transformers.</summary>
    FirstToken,

    /// <summary>The mean over the tokens, as Swin's.</summary>
    TokenMean,

    /// <summary>The mean over all tokens but the first, as BEiT's.</summary>
    PatchMean,

    /// <summary>The mean over the rows and columns of a feature map [batch, width, rows, columns], as of convolutional networks.</summary>
    SpatialMean,
}
