namespace VitMlNet.Conversion.Graph;

/// <summary>Adds the blocks of the encoder to the graph (<c>Encoder1DBlock</c> of vit_jax/models_vit.py): attention and MLP, each after a LayerNorm.</summary>
internal interface IEncoderBlock
{
    /// <summary>The softmax of the attention [n, heads, queries, tokens] that the last block built has, where it was asked for.</summary>
    string AttentionWeights { get; }

    /// <param name="index">The block's number, from 0.</param>
    /// <param name="x">[n, tokens, hidden].</param>
    /// <param name="classTokenOnly">
    /// Whether the result is the class token alone, [n, 1, hidden]: after the last block nothing else is read, unless the tokens
    /// are an output. Keys and values still come from all tokens, so the result is the same.
    /// </param>
    string Build(int index, string x, bool classTokenOnly);
}
