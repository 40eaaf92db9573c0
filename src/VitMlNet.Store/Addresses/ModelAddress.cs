using System.Security.Cryptography;
using System.Text;
using VitMlNet.Store.Downloads;

namespace VitMlNet.Store.Addresses;

/// <summary>A model that is named by where it is: <c>hf:OWNER/NAME</c>, <c>tfhub:OWNER/NAME/VERSION</c>, or the address of a file.</summary>
/// <param name="name">The name in full.</param>
internal abstract class ModelAddress(string name)
{
    private const int LongestStoreName = 120;

    /// <summary>The name in full.</summary>
    public string Name => name;

    /// <summary>The name of its files in a store: letters, digits, <c>-</c> and <c>_</c>, and no other model's.</summary>
    public string StoreName { get; } = FileName(name);

    /// <summary>Reads a name.</summary>
    /// <param name="name">A name that may be an address.</param>
    /// <returns><see langword="null"/> for a name of another kind.</returns>
    /// <exception cref="VitModelStoreException">It begins as an address, and is none.</exception>
    public static ModelAddress? Parse(string name) =>
        name.StartsWith(HubAddress.Prefix, StringComparison.Ordinal) ? HubAddress.Of(name)
        : name.StartsWith(ModuleAddress.Prefix, StringComparison.Ordinal) ? ModuleAddress.Of(name)
        : name.Contains("://", StringComparison.Ordinal) ? FileAddress.Of(name)
        : null;

    /// <summary>A folder of this machine that another program downloaded the model to; <see langword="null"/> for none.</summary>
    public virtual string? FindElsewhere() => null;

    /// <summary>The files to download, one after the other: which come last may depend on what is in those before.</summary>
    /// <param name="probe">Asks the server.</param>
    /// <param name="folder">Where the files are, once they were downloaded.</param>
    /// <param name="token">Cancels the questions.</param>
    /// <exception cref="VitModelStoreException">The server does not have them.</exception>
    public abstract IAsyncEnumerable<RemoteFile> FilesAsync(ServerProbe probe, string folder, CancellationToken token);

    /// <summary>What a converter is given: a file of the folder, or the folder itself.</summary>
    public abstract string CheckpointIn(string folder);

    private static string FileName(string name)
    {
        var text = new StringBuilder();
        bool isReversible = true;
        foreach (char character in name)
        {
            bool isPlain = char.IsAsciiLetterOrDigit(character) || character is '-' or '_';
            text.Append(isPlain ? character.ToString() : character is '/' or ':' ? "--" : "-");
            isReversible &= isPlain || character is '/' or ':';
        }

        if (isReversible && text.Length <= LongestStoreName)
            return text.ToString();
        // Another name could become the same one.
        text.Length = Math.Min(text.Length, LongestStoreName);
        return $"{text}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8]}";
    }
}
