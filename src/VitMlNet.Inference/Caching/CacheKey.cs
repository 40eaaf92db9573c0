using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace VitMlNet;

/// <summary>All that features depend on besides the image.</summary>
internal sealed class CacheKey
{
    /// <summary>To be raised when the library makes other pixels of the same image.</summary>
    private const int PixelVersion = 1;

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    private CacheKey(string text, int vectorLength)
    {
        Text = text;
        Hash = SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16).ToArray();
        VectorLength = vectorLength;
    }

    /// <summary>The key's meaning, as JSON.</summary>
    public string Text { get; }

    /// <summary>16 bytes.</summary>
    public byte[] Hash { get; }

    /// <summary>The name of the key's folder.</summary>
    public string Name => Convert.ToHexStringLower(Hash);

    /// <summary>The number of features of an image.</summary>
    public int VectorLength { get; }

    /// <exception cref="VitModelException">A file of the model cannot be read.</exception>
    public static CacheKey Create(ScoringPlan plan)
    {
        var meaning = new
        {
            model = plan.Model.Files.Select(ModelHashes.Get),
            output = plan.ModelOutput.Name,
            layout = plan.Model.Input.Layout.ToString(),
            preprocessing = plan.PixelSettings.Preprocessing.ToString(),
            height = plan.Model.Height,
            width = plan.Model.Width,
            background = (plan.Options.Images.BackgroundColor.ToArgb() & 0xFFFFFF).ToString("x6", null),
            scaledDecoding = plan.Options.Images.AllowScaledDecoding,
            provider = plan.Options.Session.ExecutionProvider.ToString(),
            pixelVersion = PixelVersion,
        };
        return new CacheKey(JsonSerializer.Serialize(meaning, s_json).ReplaceLineEndings("\n"), plan.Model.FeatureCount);
    }
}
