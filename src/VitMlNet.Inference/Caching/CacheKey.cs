using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VitMlNet;

/// <summary>All that features depend on besides the image.</summary>
internal sealed class CacheKey
{
    /// <summary>To be raised when the library makes other pixels of the same image.</summary>
    private const int PixelVersion = 1;

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
    public static CacheKey Create(VitModel model, VitPreprocessing preprocessing, VitImageOptions images, string provider)
    {
        var meaning = new CacheKeyText(
            [.. model.GetHashes()],
            model.FeaturesOutput!,
            model.Layout.ToString(),
            preprocessing.ToString(),
            model.Height,
            model.Width,
            (images.BackgroundColor.ToArgb() & 0xFFFFFF).ToString("x6", null),
            images.AllowScaledDecoding,
            provider,
            PixelVersion,
            model.Pooling == VitPooling.None ? null : model.Pooling.ToString());
        return new CacheKey(JsonSerializer.Serialize(meaning, CacheJson.Default.CacheKeyText).ReplaceLineEndings("\n"), model.FeatureCount);
    }
}

/// <summary>The key's meaning, as it is kept beside the features.</summary>
internal sealed record CacheKeyText(
    string[] Model,
    string Output,
    string Layout,
    string Preprocessing,
    int Height,
    int Width,
    string Background,
    bool ScaledDecoding,
    string Provider,
    int PixelVersion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pooling);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CacheKeyText))]
internal sealed partial class CacheJson : JsonSerializerContext;
