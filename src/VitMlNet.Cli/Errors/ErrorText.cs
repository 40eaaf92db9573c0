using System.Runtime.InteropServices;

namespace VitMlNet.Cli;

/// <summary>What the user reads when a command fails.</summary>
internal static class ErrorText
{
    /// <summary>Set to 1, this environment variable adds stack traces to error messages.</summary>
    public const string DebugVariable = "VITMLNET_DEBUG";

    /// <summary>The exception in one sentence or two.</summary>
    public static string Describe(Exception exception)
    {
        if (FindNativeLibraryError(exception) is { } native)
            return $"ONNX Runtime's native library cannot be loaded here ({RuntimeInformation.RuntimeIdentifier}): {native.Message} "
                + "Install the tool again ('dotnet tool update VitMlNet.Cli'); it runs on Windows, Linux and macOS, x64 and arm64.";
        if (VitException.Find(exception) is { } own)
            return own.Message;
        return exception is IOException or UnauthorizedAccessException
            ? exception.Message
            : $"unexpected {exception.GetType().Name}: {exception.Message} (set {DebugVariable}=1 to see where)";
    }

    private static DllNotFoundException? FindNativeLibraryError(Exception? exception) =>
        exception is null or DllNotFoundException ? exception as DllNotFoundException : FindNativeLibraryError(exception.InnerException);
}
