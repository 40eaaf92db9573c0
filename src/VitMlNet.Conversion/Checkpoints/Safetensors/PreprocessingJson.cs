using System.Text;
using System.Text.Json;

namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>A preprocessing in the words of the model file's metadata (docs/images.md). Both libraries resize 8-bit pixels, antialiased.</summary>
internal static class PreprocessingJson
{
    public static string Of(bool squash, bool bicubic, double cropFraction)
    {
        // The preset that says the same.
        if (!squash && bicubic && cropFraction == 0.9)
            return "timm";
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("resize", squash ? "squash" : "crop");
            json.WriteString("interpolation", bicubic ? "bicubic" : "bilinear");
            json.WriteBoolean("antialias", true);
            if (!squash)
                json.WriteNumber("cropFraction", cropFraction);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
