namespace VitMlNet.Conversion.Checkpoints;

/// <summary>Names what a file is that is no weights of ours, by its first bytes.</summary>
internal static class OtherContent
{
    /// <summary>What it is and what to do, as the end of a sentence; <see langword="null"/> for bytes that are not known.</summary>
    public static string? Describe(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3 or 5, ..] => "a zip: a pickled PyTorch file, or an .npz under another name. Give the .safetensors file of the same model, or name the .npz so.",
        [0x80, >= 2 and <= 5, ..] => "a pickle of Python (an old PyTorch file), which is never opened since it can run code. Give the .safetensors file of the same model.",
        [(byte)'v', (byte)'e', (byte)'r', (byte)'s', (byte)'i', (byte)'o', (byte)'n', ..] => "a pointer of Git LFS: the file itself was not fetched. Fetch it with 'git lfs pull', or download it from the model's page.",
        [(byte)'<', ..] => "a web page (HTML or XML), perhaps the error page of a server. Download the file again.",
        _ => null,
    };
}
