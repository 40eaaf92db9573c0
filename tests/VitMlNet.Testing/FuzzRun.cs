using System.Diagnostics;

namespace VitMlNet.Testing;

/// <summary>
/// Damaged inputs, one after another, the same for a seed: each gives a result or an exception of the library, within two seconds of
/// processor time and a bound of memory, and anything else fails with the number and a copy of the input.
/// </summary>
/// <remarks>
/// A longer or another run, by hand: the environment variables <c>VITMLNET_FUZZ_FILES</c> (the number of inputs),
/// <c>VITMLNET_FUZZ_SEED</c> and <c>VITMLNET_FUZZ_FIRST</c> (the first that is tried, to come back to one).
/// </remarks>
/// <param name="usual">The number of inputs in CI.</param>
/// <param name="mostAllocated">The most bytes that one input may allocate on the thread that reads it.</param>
/// <param name="salt">Added to the seed, so that runs differ.</param>
public sealed class FuzzRun(int usual, long mostAllocated, int salt = 0)
{
    private const int Warmup = 500;

    // What a process keeps from inputs of any number, beside what one of them takes: buffers of pools and of the native libraries.
    private const long MostKept = 64 << 20;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    private readonly int _seed = Setting("VITMLNET_FUZZ_SEED") ?? 20_000 + salt;
    private readonly int _first = Setting("VITMLNET_FUZZ_FIRST") ?? 0;

    public int Count { get; } = Setting("VITMLNET_FUZZ_FILES") ?? usual;

    /// <summary>How many gave a result.</summary>
    public int Accepted { get; private set; }

    /// <summary>How many gave an exception of the library.</summary>
    public int Refused { get; private set; }

    /// <param name="make">Makes the input of a number.</param>
    /// <param name="use">Reads it, and throws what the library throws.</param>
    public void Run(Func<int, Random, byte[]> make, Action<int, byte[]> use)
    {
        long kept = 0;
        TimeSpan longest = default;
        for (int i = _first; i < Count; i++)
        {
            // A seed for each, so that any of them can be made again without those before it.
            byte[] input = make(i, new Random(_seed + i));
            long before = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan started = Environment.CpuUsage.TotalTime;
            try
            {
                use(i, input);
                Accepted++;
            }
            catch (VitException exception)
            {
                Expect(!exception.Message.Any(char.IsControl), i, input, $"a control character is in the message: {exception.Message}");
                Refused++;
            }
            catch (Exception exception)
            {
                Expect(false, i, input, exception.ToString());
            }

            // Of the processor, since the machine may be busy with other things.
            TimeSpan took = Environment.CpuUsage.TotalTime - started;
            longest = took > longest ? took : longest;
            Expect(took < s_longest, i, input, $"it took {took.TotalSeconds:0.0} s");
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Expect(allocated <= mostAllocated, i, input, $"it took {allocated} bytes of {mostAllocated}");
            if (i - _first == Warmup)
                kept = Resident();
        }

        if (Count - _first > Warmup && Resident() - kept is var more and > MostKept)
            throw new InvalidOperationException($"after {Count - _first} inputs of seed {_seed} the process keeps {more} bytes more.");
        Console.WriteLine($"{Count - _first} inputs of seed {_seed}: {Accepted} read, {Refused} refused, the longest {longest.TotalSeconds:0.00} s");
    }

    private void Expect(bool isRight, int number, byte[] input, string found)
    {
        if (isRight)
            return;
        string copy = Path.Combine(Path.GetTempPath(), $"vitmlnet-fuzz-{_seed}-{number}");
        File.WriteAllBytes(copy, input);
        throw new InvalidOperationException($"input {number} of seed {_seed}, {copy}: {found}");
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), out int given) ? given : null;
}
