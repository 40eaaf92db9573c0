namespace VitMlNet.Conversion.Tests.Checkpoints;

/// <summary>How a bad checkpoint must be refused.</summary>
internal static class Refusal
{
    /// <summary>What is wrong with the refusal, or null: the message is one printable line that begins with the path, and no file is left.</summary>
    public static string? Check(string path, string name, TestContext context, string? folder = null)
    {
        using var temporary = new TemporaryFolder();
        try
        {
            CheckpointConverter.Convert(path, temporary.File("model.onnx"));
            return "was converted";
        }
        catch (ConversionException exception)
        {
            context.WriteLine(exception.Message.Replace(path, name, StringComparison.Ordinal));
            if (Directory.EnumerateFileSystemEntries(temporary.Path).Any())
                return "left a file";
            return exception.Message.StartsWith(folder ?? path, StringComparison.Ordinal) && !exception.Message.Any(char.IsControl) ? null : exception.Message;
        }
    }
}
