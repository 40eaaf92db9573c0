using System.CommandLine;
using System.Globalization;

namespace VitMlNet.Cli;

/// <summary>Which shards a command line names: one, or a slice of all.</summary>
internal sealed class ShardChoice
{
    private readonly Option<int?> shard = new("--shard")
    {
        Description = "The number of one shard, from 0.",
        HelpName = "K",
    };

    private readonly Option<string> slice = new("--slice")
    {
        Description = "One of N equal slices of the shards, I from 0 to N-1: what an engine's task does, which the engine numbers.",
        HelpName = "I/N",
    };

    public ShardChoice(Command command)
    {
        command.Add(shard);
        command.Add(slice);
        command.Validators.Add(result =>
        {
            if (result.GetResult(shard) is null == (result.GetResult(slice) is null))
                result.AddError("--shard and --slice: give one of them.");
        });
        slice.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && Parse(result.Tokens[0].Value) is null)
                result.AddError($"--slice is two numbers, I/N, with I from 0 to N-1, not '{result.Tokens[0].Value}'.");
        });
    }

    /// <summary>The shards that are named and have no result yet.</summary>
    /// <exception cref="UsageException">There is no such shard.</exception>
    public async Task<IReadOnlyList<int>> FindAsync(ParseResult parsed, VitJob job, CancellationToken token)
    {
        int count = job.Plan.ShardCount;
        if (parsed.GetValue(shard) is { } one)
        {
            return one >= 0 && one < count
                ? [one]
                : throw new UsageException($"--shard {one}: the shards of {job.Address} have the numbers from 0 to {count - 1}.");
        }

        (long i, long n) = Parse(parsed.GetValue(slice)!)!.Value;
        int start = (int)(i * count / n);
        int end = (int)((i + 1) * count / n);
        return [.. (await job.FindOpenShardsAsync(token)).Where(number => number >= start && number < end)];
    }

    private static (int I, int N)? Parse(string text) => text.Split('/') is [var left, var right]
        && int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out int i)
        && int.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
        && i < n
            ? (i, n)
            : null;
}
