using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet job score-images</c>: the process apart that <c>score</c> and <c>worker</c> start for photographs that may end it.</summary>
internal sealed class JobScoreImagesCommand : ToolCommand
{
    public const string CommandName = "score-images";

    private readonly Argument<string> address = JobOptions.Job();
    private readonly Option<string> model = JobOptions.Model();

    public JobScoreImagesCommand()
        : base(CommandName, "Scores single photographs for another process of the tool.")
    {
        Hidden = true;
        Add(address);
        Add(model);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<(string, string)> Examples => [];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken token)
    {
        VitObjectStores stores = JobOptions.Stores(new ToolConsole());
        VitJob job = await VitJob.OpenAsync(stores.Open(parsed.GetRequiredValue(address)), token);
        var options = new VitJobScorerOptions { ModelPath = parsed.GetValue(model), BatchSize = 1 };
        using VitJobScorer scorer = await VitJobScorer.OpenAsync(job, stores, options, token);
        await scorer.ServeAsync(Console.In, Console.Out, token);
        return ExitCodes.Success;
    }
}
