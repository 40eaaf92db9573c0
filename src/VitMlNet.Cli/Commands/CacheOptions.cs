using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary>Where features are kept between runs: the options that <c>train</c> and <c>similar</c> share.</summary>
internal sealed class CacheOptions
{
    private readonly Option<string> folder = new("--cache")
    {
        Description = "The folder that keeps features, so that no photograph is scored twice. Default: features in the folder that the environment "
            + "variable VITMLNET_HOME names, or else in the folder vitmlnet of the platform's caches.",
        HelpName = "FOLDER",
    };

    private readonly Option<bool> none = new("--no-cache")
    {
        Description = "Keep no features.",
    };

    public CacheOptions(Command command)
    {
        command.Add(folder);
        command.Add(none);
        command.Validators.Add(result =>
        {
            if (result.GetResult(folder) is { Implicit: false } && result.GetResult(none) is { Implicit: false })
                result.AddError("--cache and --no-cache: give one of them.");
        });
    }

    /// <summary>Opens the cache; <see langword="null"/> when none is wanted.</summary>
    /// <exception cref="VitCacheException">The folder cannot be used.</exception>
    public VitFeatureCache? Open(ParseResult parsed) => parsed.GetValue(none) ? null : VitFeatureCache.Open(parsed.GetValue(folder));
}
