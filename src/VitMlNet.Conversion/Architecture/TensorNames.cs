namespace VitMlNet.Conversion.Architecture;

/// <summary>The names of a checkpoint's tensors, in the numbering of the published files.</summary>
internal static class TensorNames
{
    public const string RootKernel = "conv_root/kernel";
    public const string RootNorm = "gn_root";
    public const string Embedding = "embedding";
    public const string EmbeddingKernel = "embedding/kernel";
    public const string ClassToken = "cls";
    public const string Registers = "registers";
    public const string PreNorm = "Transformer/pre_norm";
    public const string Probe = "MAPHead_0/probe";
    public const string PoolAttention = "MAPHead_0/MultiHeadDotProductAttention_0";
    public const string PoolNorm = "MAPHead_0/LayerNorm_0";
    public const string PoolMlp = "MAPHead_0/MlpBlock_0";
    public const string Positions = "Transformer/posembed_input/pos_embedding";
    public const string EncoderNorm = "Transformer/encoder_norm";
    public const string PreLogits = "pre_logits";
    public const string Head = "head";

    public static string Unit(int stage, int unit) => $"block{stage}/unit{unit}";

    public static string Block(int index) => $"Transformer/encoderblock_{index}";

    public static string AttentionNorm(int block) => Block(block) + "/LayerNorm_0";

    public static string Attention(int block) => Block(block) + "/MultiHeadDotProductAttention_1";

    public static string MlpNorm(int block) => Block(block) + "/LayerNorm_2";

    public static string Mlp(int block) => Block(block) + "/MlpBlock_3";

    public static string Kernel(string layer) => layer + "/kernel";

    public static string Bias(string layer) => layer + "/bias";

    public static string Scale(string layer) => layer + "/scale";
}
