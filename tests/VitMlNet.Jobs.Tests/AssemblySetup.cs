[assembly: Parallelize(Scope = ExecutionScope.MethodLevel)]

namespace VitMlNet.Jobs.Tests;

[TestClass]
public static class AssemblySetup
{
    private static TemporaryFolder? s_home;

    // The models that tests fetch go nowhere near the user's.
    [AssemblyInitialize]
    public static void Start(TestContext _)
    {
        s_home = new TemporaryFolder();
        Environment.SetEnvironmentVariable("VITMLNET_HOME", s_home.Path);
    }

    [AssemblyCleanup]
    public static void End() => s_home?.Dispose();
}
