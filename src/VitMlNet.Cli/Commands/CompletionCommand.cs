using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary><c>vitmlnet completion</c>: a script that lets a shell complete commands, options and names of models.</summary>
internal sealed class CompletionCommand : ToolCommand
{
    private readonly Argument<Shell> shell = new("SHELL") { Description = "bash, zsh, fish or pwsh (PowerShell)." };

    public CompletionCommand(ToolConsole console)
        : base("completion", "Prints a script with which a shell completes this tool's commands, options and names of models.")
    {
        shell.AcceptOnlyFromAmong([.. Enum.GetValues<Shell>().Select(EnumOptions.NameOf)]);
        Add(shell);
        SetAction((parsed, _) =>
        {
            console.Out.Write(CompletionScripts.Of(parsed.GetValue(shell)));
            return Task.FromResult(ExitCodes.Success);
        });
    }

    public override IReadOnlyList<(string, string)> Examples =>
    [
        ("vitmlnet completion bash >> ~/.bashrc", "Completes in every later bash."),
        ("vitmlnet completion zsh >> ~/.zshrc", "The same in zsh, after its 'compinit'."),
        ("vitmlnet completion fish > ~/.config/fish/completions/vitmlnet.fish", "The same in fish."),
        ("vitmlnet completion pwsh >> $PROFILE", "The same in PowerShell."),
    ];
}
