using System.Reflection;

namespace VitMlNet.Testing;

/// <summary>What an assembly refers to.</summary>
public static class AssemblyReferences
{
    /// <summary>The names of the assemblies that an assembly refers to, in their order.</summary>
    public static IReadOnlyList<string> Find(Assembly assembly) =>
        [.. assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Order(StringComparer.Ordinal)];
}
