namespace VitMlNet;

/// <summary>Whose constants a network is computed with: the form of GELU, the epsilons of the norms, the resizing of the positions.</summary>
public enum VitNumerics
{
    /// <summary>Those of the original JAX code (google-research/vision_transformer), with which Google's own weights were trained.</summary>
    Jax,

    /// <summary>Those of the PyTorch library whose file it is, timm or transformers, for weights that were trained with it.</summary>
    Library,
}
