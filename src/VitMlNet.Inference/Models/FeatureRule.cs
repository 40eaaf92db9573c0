namespace VitMlNet;

/// <summary>Which output is the vector of a photograph, and how it becomes one, by the kind of network.</summary>
/// <param name="Output">The output's name.</param>
/// <param name="Pooling">How it becomes a vector.</param>
/// <param name="Caveat">What is not right about it, or null.</param>
internal readonly record struct FeatureRule(string Output, VitPooling Pooling, string? Caveat = null)
{
    private const string Tokens = "last_hidden_state";
    private const string Pooled = "pooler_output";
    private const string Embeds = "image_embeds";

    private static readonly HashSet<string> s_classToken =
    [
        "vit", "deit", "dinov2", "dinov2_with_registers", "dinov3_vit", "vit_msn", "vit_mae", "vit_hybrid", "vivit", "yolos", "dinat", "flava_image_model",
    ];

    private static readonly HashSet<string> s_clip =
        ["clip", "clip_vision_model", "chinese_clip", "chinese_clip_vision_model", "altclip", "altclip_vision_model", "clipseg", "clipseg_vision_model", "metaclip_2"];

    private static readonly HashSet<string> s_siglip = ["siglip", "siglip_vision_model", "siglip2", "siglip2_vision_model"];

    private static readonly HashSet<string> s_tokenMean = ["swin", "swinv2", "donut-swin", "maskformer-swin", "levit", "ijepa", "hiera", "focalnet"];

    private static readonly HashSet<string> s_convolutions =
    [
        "resnet", "convnext", "convnextv2", "regnet", "mobilenet_v1", "mobilenet_v2", "mobilevit", "mobilevitv2", "efficientnet", "bit", "poolformer", "van",
        "dinov3_convnext", "pvt_v2", "cvt", "efficientformer", "swiftformer", "timm_backbone", "hgnet_v2",
    ];

    /// <summary>The rules of a kind of network, the first of which that the graph has an output for holds; null for an unknown kind.</summary>
    public static IReadOnlyList<FeatureRule>? Find(NetworkSettings network)
    {
        string type = network.ModelType;
        if (s_classToken.Contains(type))
            return [new(Tokens, VitPooling.FirstToken)];
        if (s_clip.Contains(type))
        {
            return
            [
                new(Embeds, VitPooling.None), new(Pooled, VitPooling.None),
                new(Tokens, VitPooling.FirstToken, "the tokens of CLIP lack the last norm, which the file does not have"),
            ];
        }

        if (s_siglip.Contains(type))
        {
            return
            [
                new(Pooled, VitPooling.None), new(Embeds, VitPooling.None),
                new(Tokens, VitPooling.TokenMean, "the attention pooling of SigLIP is not in the file"),
            ];
        }

        if (type is "beit" or "data2vec-vision")
        {
            return network.UsesMeanPooling
                ? [new(Pooled, VitPooling.None), new(Tokens, VitPooling.PatchMean, "the norm behind the mean is not in the file")]
                : [new(Tokens, VitPooling.FirstToken)];
        }

        if (s_tokenMean.Contains(type))
            return [new(Tokens, VitPooling.TokenMean), new(Pooled, VitPooling.None)];
        return s_convolutions.Contains(type) ? [new(Pooled, VitPooling.None), new(Tokens, VitPooling.SpatialMean)] : null;
    }
}
