using VitMlNet.Benchmarks.Preprocessing;

namespace VitMlNet.Benchmarks;

/// <summary>Runs a benchmark by its name and writes its results to the folder <c>results</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["preprocessing", .. string[] rest]:
                PreprocessingBenchmark.Run(rest is [string rounds] ? int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture) : 60);
                return 0;
            default:
                Console.Error.WriteLine("usage: dotnet run -c Release --project tests/VitMlNet.Benchmarks -- preprocessing [ROUNDS]");
                return 2;
        }
    }
}
