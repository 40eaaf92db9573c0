using System.Diagnostics;

namespace VitMlNet.Benchmarks;

/// <summary>Times several ways of doing a thing in turns, so that a slow moment of the machine meets them all alike, in another order each time.</summary>
internal sealed class InterleavedTimer
{
    private readonly List<(string Name, Action Action)> _ways = [];

    public void Add(string name, Action action) => _ways.Add((name, action));

    /// <summary>The times of each way, after a warm-up.</summary>
    public List<Timing> Run(int rounds)
    {
        var random = new Random(rounds);
        double[][] times = [.. _ways.Select(_ => new double[rounds])];
        for (int round = -Math.Max(3, rounds / 10); round < rounds; round++)
        {
            int[] order = [.. Enumerable.Range(0, _ways.Count)];
            random.Shuffle(order);
            foreach (int i in order)
            {
                // A session's threads spin for a while after a run, and would take cores from the next way; so would its garbage.
                GC.Collect();
                Thread.Sleep(20);
                long start = Stopwatch.GetTimestamp();
                _ways[i].Action();
                if (round >= 0)
                    times[i][round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        return [.. _ways.Select((way, i) => new Timing(way.Name, times[i]))];
    }
}

/// <summary>The times of one way in milliseconds, round by round.</summary>
internal sealed record Timing(string Name, double[] Times)
{
    public double Median => Times.Order().ElementAt(Times.Length / 2);
}
