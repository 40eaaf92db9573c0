namespace VitMlNet;

/// <summary>Scores the photographs of a shard one by one in a process apart, and finds those that end it.</summary>
internal static class IsolatedScoring
{
    /// <summary>The results of photographs, in their order; one that ends the process twice has an error that says so.</summary>
    /// <exception cref="VitJobException">The process cannot work at all, or a store cannot be reached.</exception>
    public static async IAsyncEnumerable<ScoredImage> ScoreAsync(
        VitJobScorerOptions options,
        string job,
        IReadOnlyList<string> addresses,
        long start,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ScoringChild child = await StartAsync().ConfigureAwait(false);
        try
        {
            for (int i = 0; i < addresses.Count; i++)
            {
                var request = new ScoredImage { Position = start + i, Address = addresses[i] };
                ChildReply? reply = null;
                string end = "";

                // Twice: the first process may have been ended by something else, such as the machine's lack of memory.
                for (int time = 1; time <= 2 && reply is null; time++)
                {
                    reply = await child.ScoreAsync(request, options.ImageTimeout, cancellationToken).ConfigureAwait(false);
                    if (reply is not null)
                        continue;
                    end = child.DescribeEnd();
                    options.Log?.Invoke($"{addresses[i]}: the process that scored it was lost, time {time}: {end}");
                    child.Dispose();
                    child = await StartAsync().ConfigureAwait(false);
                }

                if (reply?.Fault is { } fault)
                    throw new VitJobException(fault, job);
                yield return reply?.Image ?? request with { Error = $"the process that scored it alone was lost, twice: {end}." };
            }
        }
        finally
        {
            child.Dispose();
        }

        Task<ScoringChild> StartAsync() => ScoringChild.StartAsync(options.IsolationCommand!, job, cancellationToken);
    }
}
