using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary>Options whose values are names of an enumeration, in lower case; the parser of the command line converts them.</summary>
internal static class EnumOptions
{
    /// <summary>Refuses numbers and other letter cases, and lists the names in the help and in errors.</summary>
    public static Option<T> AcceptOnlyNames<T>(this Option<T> option, params IEnumerable<T> values)
    {
        option.AcceptOnlyFromAmong([.. values.Select(NameOf)]);
        return option;
    }

    /// <summary>The name of a value on the command line.</summary>
    public static string NameOf<T>(T value) => value!.ToString()!.ToLowerInvariant();
}
