namespace VitMlNet.Cli;

/// <summary>The shells that can complete the tool's command lines.</summary>
internal enum Shell
{
    /// <summary>GNU bash.</summary>
    Bash,

    /// <summary>The Z shell.</summary>
    Zsh,

    /// <summary>The fish shell.</summary>
    Fish,

    /// <summary>PowerShell.</summary>
    Pwsh,
}

/// <summary>Scripts that ask the tool itself for completions, by System.CommandLine's suggest directive; where there are none, files are completed.</summary>
internal static class CompletionScripts
{
    public static string Of(Shell shell) => shell switch
    {
        Shell.Bash => """
            _vitmlnet() {
                local words
                words="$(vitmlnet "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)"
                COMPREPLY=($(compgen -W "${words}" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _vitmlnet vitmlnet

            """,
        Shell.Zsh => """
            _vitmlnet() {
                local -a words
                words=("${(@f)$(vitmlnet "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                if [[ -n "${words}" ]]; then compadd -a words; fi
                _files
            }
            compdef _vitmlnet vitmlnet

            """,
        Shell.Fish => """
            complete -c vitmlnet -a '(set -l line (commandline -cp); vitmlnet "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)'

            """,
        _ => """
            Register-ArgumentCompleter -Native -CommandName vitmlnet -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                vitmlnet "[suggest:$cursorPosition]" "$commandAst" 2>$null | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """,
    };
}
