using System.Text.RegularExpressions;

namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>The libraries that the files come from.</summary>
internal enum Library
{
    Timm,
    Transformers,
}

/// <summary>A family of networks with the parts of the Vision Transformer: what no tensor and perhaps no configuration says.</summary>
/// <param name="Name">The field's name of it.</param>
/// <param name="Library">The library whose implementation the row describes.</param>
/// <param name="Pattern">Matches timm's architecture (without tag), or the whole model_type of transformers.</param>
/// <param name="Gelu">The activation where the configuration does not say it.</param>
/// <param name="LayerNormEpsilon">The epsilon where the configuration does not say it.</param>
/// <param name="Positions">How the library resizes the position embedding.</param>
/// <param name="Pixels">Mean and standard deviation where no file says them.</param>
/// <param name="IsGoogles">Whether Google's own weights are found under it, with the numerics of the original code.</param>
/// <param name="LacksBiases">Whether the patch convolution and the projection behind the features have no bias.</param>
/// <param name="TokensBeforeNorm">Whether the library gives the tokens before the last LayerNorm.</param>
internal sealed record LibraryFamily(
    string Name,
    Library Library,
    string Pattern,
    GeluForm Gelu,
    double LayerNormEpsilon,
    PositionResampling Positions,
    PixelScale Pixels,
    bool IsGoogles = false,
    bool LacksBiases = false,
    bool TokensBeforeNorm = false)
{
    private const PositionResampling Plain = PositionResampling.Bicubic, Antialiased = PositionResampling.BicubicAntialiased;

    /// <summary>The first row whose pattern matches is taken.</summary>
    private static readonly LibraryFamily[] Rows =
    [
        new("CLIP vision", Library.Timm, "^vit_.*_clip_.*quickgelu", GeluForm.Sigmoid, 1e-5, Antialiased, PixelScale.Clip, LacksBiases: true),
        new("CLIP vision", Library.Timm, "^vit_.*_clip_", GeluForm.Erf, 1e-5, Antialiased, PixelScale.Clip, LacksBiases: true),
        new("SigLIP vision", Library.Timm, "^vit_((base_patch32|so400m_patch16|giantopt_patch16)_siglip_|large_patch16_siglip_512)", GeluForm.Tanh, 1e-6, Antialiased, PixelScale.Half),
        new("SigLIP vision", Library.Timm, "^vit_.*_siglip_", GeluForm.Erf, 1e-6, Antialiased, PixelScale.Half),
        new("DINOv2", Library.Timm, "^vit_.*_dinov2$", GeluForm.Erf, 1e-6, Antialiased, PixelScale.ImageNet),
        new("DeiT", Library.Timm, "^deit3?_", GeluForm.Erf, 1e-6, Antialiased, PixelScale.ImageNet),
        new("ViT", Library.Timm, "^vit_(?!.*(dinov3|rope|_gap_))", GeluForm.Erf, 1e-6, Antialiased, PixelScale.Half, IsGoogles: true),
        new("ViT", Library.Transformers, "^vit$", GeluForm.Erf, 1e-12, Plain, PixelScale.Half, IsGoogles: true),
        new("ViT hybrid", Library.Transformers, "^vit-hybrid$", GeluForm.Erf, 1e-12, Plain, PixelScale.Half, IsGoogles: true),
        new("DeiT", Library.Transformers, "^deit$", GeluForm.Erf, 1e-12, Plain, PixelScale.ImageNet),
        new("DINOv2", Library.Transformers, "^dinov2$", GeluForm.Erf, 1e-6, Plain, PixelScale.ImageNet),
        new("DINOv2 with registers", Library.Transformers, "^dinov2_with_registers$", GeluForm.Erf, 1e-6, Antialiased, PixelScale.ImageNet),
        new("SigLIP vision", Library.Transformers, "^siglip(_vision_model)?$", GeluForm.Tanh, 1e-6, Plain, PixelScale.Half),
        new("CLIP vision", Library.Transformers, "^clip(_vision_model)?$", GeluForm.Sigmoid, 1e-5, Plain, PixelScale.Clip, LacksBiases: true, TokensBeforeNorm: true),
    ];

    /// <summary>The row of an architecture or a model_type; <see langword="null"/> for a network without these parts.</summary>
    public static LibraryFamily? Find(Library library, string name) =>
        Rows.FirstOrDefault(row => row.Library == library && Regex.IsMatch(name, row.Pattern, RegexOptions.CultureInvariant));
}
