using System.Text.RegularExpressions;

namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>The names of the transformers library brought to those of timm, and the tensors that no picture passes through.</summary>
internal static partial class LibraryNames
{
    private static readonly (Regex Pattern, string Replacement)[] Rules =
    [
        (Rule(@"^vision_model\."), ""),
        (Rule(@"^(vit|deit|dinov2|dinov2_with_registers)\."), ""),
        (Rule(@"^embeddings\.(cls_token|class_embedding)$"), "cls_token"),
        (Rule(@"^embeddings\.(position_embeddings|position_embedding\.weight)$"), "pos_embed"),
        (Rule(@"^embeddings\.register_tokens$"), "reg_token"),
        (Rule(@"^embeddings\.patch_embeddings\.backbone\.bit\.embedder\.convolution\."), "patch_embed.backbone.stem.conv."),
        (Rule(@"^embeddings\.patch_embeddings\.backbone\.bit\.embedder\.norm\."), "patch_embed.backbone.stem.norm."),
        (Rule(@"^embeddings\.patch_embeddings\.backbone\.bit\.encoder\.stages\.(\d+)\.layers\.(\d+)\."), "patch_embed.backbone.stages.$1.blocks.$2."),
        (Rule(@"^embeddings\.(patch_embeddings\.projection|patch_embedding)\."), "patch_embed.proj."),
        (Rule(@"^pre_layrnorm\."), "norm_pre."),
        (Rule(@"^(layernorm|post_layernorm)\."), "norm."),
        (Rule(@"^(classifier|visual_projection)\."), "head."),
        (Rule(@"^pooler\.dense\."), "pre_logits.fc."),
        (Rule(@"^encoder\.layers?\.(\d+)\."), "blocks.$1."),
        (Rule(@"^(blocks\.\d+)\.(layernorm_before|layer_norm1)\."), "$1.norm1."),
        (Rule(@"^(blocks\.\d+)\.(layernorm_after|layer_norm2)\."), "$1.norm2."),
        (Rule(@"^(blocks\.\d+)\.attention\.attention\.(query|key|value)\."), "$1.attn.$2."),
        (Rule(@"^(blocks\.\d+)\.attention\.output\.dense\."), "$1.attn.proj."),
        (Rule(@"^(blocks\.\d+)\.self_attn\.q_proj\."), "$1.attn.query."),
        (Rule(@"^(blocks\.\d+)\.self_attn\.k_proj\."), "$1.attn.key."),
        (Rule(@"^(blocks\.\d+)\.self_attn\.v_proj\."), "$1.attn.value."),
        (Rule(@"^(blocks\.\d+)\.self_attn\.out_proj\."), "$1.attn.proj."),
        (Rule(@"^(blocks\.\d+)\.intermediate\.dense\."), "$1.mlp.fc1."),
        (Rule(@"^(blocks\.\d+)\.output\.dense\."), "$1.mlp.fc2."),
        (Rule(@"^(blocks\.\d+)\.layer_scale([12])\.lambda1$"), "$1.ls$2.gamma"),
        (Rule(@"^head\.probe$"), "attn_pool.latent"),
        (Rule(@"^head\.attention\.in_proj_"), "attn_pool.qkv."),
        (Rule(@"^head\.attention\.out_proj\."), "attn_pool.proj."),
        (Rule(@"^head\.layernorm\."), "attn_pool.norm."),
        (Rule(@"^head\.mlp\."), "attn_pool.mlp."),
    ];

    /// <summary>timm's name of a tensor; <see langword="null"/> for one that the features do not depend on.</summary>
    public static string? Of(string name) =>
        PassedOver().IsMatch(name) ? null : Rules.Aggregate(name, (current, rule) => rule.Pattern.Replace(current, rule.Replacement));

    private static Regex Rule(string pattern) => new(pattern, RegexOptions.CultureInvariant);

    /// <summary>The text half of CLIP and SigLIP, the mask of pre-training, and indices 0, 1, 2, … that older files hold.</summary>
    [GeneratedRegex(@"^(text_model\.|text_projection\.|logit_scale$|logit_bias$|((vit|deit|dinov2)\.)?embeddings\.mask_token$)|(^|\.)position_ids$", RegexOptions.CultureInvariant)]
    private static partial Regex PassedOver();
}
