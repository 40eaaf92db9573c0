using System.Formats.Tar;

namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>A member of a tar archive: a file of the module, or one to pass over. Members that could leave the archive are refused.</summary>
internal static class ArchiveMember
{
    /// <summary>macOS puts a file of attributes with this prefix beside each file.</summary>
    private const string MacPrefix = "._";

    /// <summary>The member's name with <c>/</c> between its parts and no <c>./</c> before them; <see langword="null"/> for one to pass over.</summary>
    /// <exception cref="InvalidDataException">The member is a link or a device, or its name leads out of the archive.</exception>
    public static string? NameOf(TarEntry entry)
    {
        if (entry.EntryType is TarEntryType.GlobalExtendedAttributes)
            return null;
        string[] parts = entry.Name.Split('/');
        bool leavesArchive = entry.Name.StartsWith('/') || entry.Name.Contains('\\') || parts.Contains("..") || parts[0].EndsWith(':');
        if (leavesArchive)
            throw new InvalidDataException($"its member '{Printable.Of(entry.Name)}' would lie outside of the archive's folder, which no module needs");
        string kind = entry.EntryType switch
        {
            TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile or TarEntryType.Directory => "",
            TarEntryType.SymbolicLink or TarEntryType.HardLink => "a link",
            _ => "no regular file",
        };
        if (kind.Length > 0)
            throw new InvalidDataException($"its member '{Printable.Of(entry.Name)}' is {kind}, and a module has regular files only");
        return entry.EntryType == TarEntryType.Directory || parts[^1].StartsWith(MacPrefix, StringComparison.Ordinal)
            ? null
            : string.Join('/', parts.Where(part => part is not ("" or ".")));
    }
}
