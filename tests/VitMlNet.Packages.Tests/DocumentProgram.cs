namespace VitMlNet.Packages.Tests;

/// <summary>A C# block of a document: a whole program.</summary>
/// <param name="Document">The document's path in the repository.</param>
/// <param name="Number">The number of the block in it, from 1.</param>
/// <param name="Code">The program.</param>
public sealed record DocumentProgram(string Document, int Number, string Code)
{
    private const string Runtime = "Microsoft.ML.OnnxRuntime";

    /// <summary>Whether it serves requests, and so needs the web SDK and does not end.</summary>
    public bool IsWeb => Code.Contains("WebApplication", StringComparison.Ordinal);

    /// <summary>Whether it uses ML.NET.</summary>
    public bool UsesMlNet => Code.Contains("using Microsoft.ML;", StringComparison.Ordinal);

    /// <summary>Whether it scores in jobs of many machines.</summary>
    private bool UsesJobs => Code.Contains("VitJob", StringComparison.Ordinal);

    /// <summary>The packages that it needs, with their versions.</summary>
    public IEnumerable<(string Name, string Version)> Packages =>
    [
        (UsesMlNet ? "VitMlNet" : UsesJobs ? "VitMlNet.Jobs" : "VitMlNet.Inference", Tests.Packages.Version),
        (Runtime, PinnedVersions.Of(Runtime)),
    ];

    /// <inheritdoc/>
    public override string ToString() => $"{Document}, C# block {Number}";
}
