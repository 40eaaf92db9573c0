using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary>What a command line says about the store of published models.</summary>
internal static class StoreOptions
{
    public static Option<string> Mirror()
    {
        var option = new Option<string>("--mirror")
        {
            Description = $"The address of a folder with the checkpoints under their published names. Default: what the environment variable "
                + $"{VitModelStoreOptions.MirrorVariable} names, or else {VitPublishedModel.PublishedFolder}",
            HelpName = "URL",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && ParseMirror(result.Tokens[0].Value) is null)
                result.AddError($"--mirror {result.Tokens[0].Value}: the address of a folder was expected, such as {VitPublishedModel.PublishedFolder}");
        });
        return option;
    }

    public static Uri? ParseMirror(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme is "http" or "https") ? address : null;
}
