namespace VitMlNet.Cli;

/// <summary>Checks on the file that a command is to write, before any work is done.</summary>
internal static class OutputPath
{
    /// <summary>Refuses to write over a file that the command reads.</summary>
    /// <exception cref="UsageException">The output is one of the inputs.</exception>
    public static void RefuseInputs(string? output, params IEnumerable<string?> inputs) => RefuseInputs("--output", output, inputs);

    /// <summary>Refuses to write over a file that the command reads; <paramref name="option"/> is what named the output.</summary>
    /// <exception cref="UsageException">The output is one of the inputs.</exception>
    public static void RefuseInputs(string option, string? output, IEnumerable<string?> inputs)
    {
        if (string.IsNullOrEmpty(output))
            return;
        string full = Path.GetFullPath(output);
        foreach (string? input in inputs)
        {
            if (!string.IsNullOrEmpty(input) && string.Equals(Path.GetFullPath(input), full, PathComparison))
                throw new UsageException($"{option} {output}: this file is also read, and would be lost; name another.");
        }
    }

    private static StringComparison PathComparison => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
        ? StringComparison.OrdinalIgnoreCase
        : StringComparison.Ordinal;
}
