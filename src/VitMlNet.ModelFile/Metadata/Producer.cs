using System.Reflection;

namespace VitMlNet.ModelFile;

/// <summary>What the ONNX files that VitMlNet writes name as their producer.</summary>
internal static class Producer
{
    public const string Name = "VitMlNet";

    /// <summary>The version of the package (<c>0.1.0</c>), without the commit that a build may append: equal inputs give equal files.</summary>
    public static string Version { get; } =
        typeof(Producer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
