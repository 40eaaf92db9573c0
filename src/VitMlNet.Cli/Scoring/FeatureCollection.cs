namespace VitMlNet.Cli;

/// <summary>Collects the features of photographs, from the cache or by scoring them, and prints how many came from where.</summary>
internal sealed class FeatureCollection(ToolConsole console, VitFeatureCache? cache)
{
    /// <summary>The photographs that could not be read; each was named on standard error.</summary>
    public IReadOnlyList<(string Path, string Error)> Failures { get; private set; } = [];

    /// <summary>Collects them.</summary>
    /// <param name="images">The photographs.</param>
    /// <param name="predictor">A predictor with the same cache.</param>
    /// <param name="good">Receives the features of each photograph that can be read.</param>
    /// <param name="token">Ends the work early; what was scored stays in the cache.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> CollectAsync(ImageFiles images, VitPredictor predictor, Action<string, float[]> good, CancellationToken token)
    {
        int count = 0;
        long hits = cache?.Hits ?? 0;
        var run = new ScoringRun(console, images);
        int exitCode = await run.FeaturizeAsync(predictor, AddOne, token);
        Failures = run.Failures;
        long known = (cache?.Hits ?? 0) - hits;
        console.Inform($"{count} photographs: {known} from the cache, {count - known} scored");
        return exitCode;

        void AddOne(string path, float[] features)
        {
            count++;
            good(path, features);
        }
    }
}
