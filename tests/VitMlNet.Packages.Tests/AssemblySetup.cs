[assembly: Parallelize(Scope = ExecutionScope.MethodLevel)]

namespace VitMlNet.Packages.Tests;

[TestClass]
public static class AssemblySetup
{
    [AssemblyCleanup]
    public static void DeletePackages()
    {
        if (Packages.Shared.IsValueCreated)
            Packages.Shared.Value.Dispose();
    }
}
