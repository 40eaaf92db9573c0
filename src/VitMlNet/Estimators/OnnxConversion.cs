using System.Diagnostics;
using System.Reflection;
using Microsoft.ML;

namespace VitMlNet;

/// <summary>
/// Keeps ML.NET's <c>ConvertToOnnx</c> from writing a part of a pipeline as if it were the whole: it begins behind the last step that it does not know,
/// and says so in its log alone.
/// </summary>
internal static class OnnxConversion
{
    private static readonly Assembly s_converter = typeof(OnnxExportExtensions).Assembly;

    /// <exception cref="NotSupportedException">ML.NET's conversion is what asks for the data.</exception>
    public static void Refuse()
    {
        if (new StackTrace(fNeedFileInfo: false).GetFrames().Any(frame => frame.GetMethod()?.Module.Assembly == s_converter))
        {
            throw new NotSupportedException(
                "ConvertToOnnx cannot convert the step from photographs to features, and would write what follows it alone. Write the whole pipeline as "
                + "one model file with mlContext.Model.SaveVitClassifier, or convert the steps that follow by themselves.");
        }
    }
}
