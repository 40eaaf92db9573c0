namespace VitMlNet.ModelFile;

/// <summary>The names of the model's input and outputs.</summary>
internal static class ModelTensors
{
    /// <summary>float32 [batch, height, width, 3], RGB in [-1, 1].</summary>
    public const string Image = "image";

    /// <summary>float32 [batch, hidden]: the class token after <c>encoder_norm</c>, and after <c>pre_logits</c> where there is one.</summary>
    public const string Features = "features";

    /// <summary>float32 [batch, classes], before softmax.</summary>
    public const string Logits = "logits";

    /// <summary>float32 [batch, classes], in place of the logits: of a trained classifier whose scores are made without a softmax.</summary>
    public const string Probabilities = "probabilities";

    /// <summary>float32 [batch, tokens, hidden]: all tokens after <c>encoder_norm</c>, the class token first.</summary>
    public const string Tokens = "tokens";

    /// <summary>float32 [batch, rows, columns]: attention rollout from the class token to the patches; each map sums to 1.</summary>
    public const string Attention = "attention";
}
