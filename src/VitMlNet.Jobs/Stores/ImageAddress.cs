using System.Text.RegularExpressions;

namespace VitMlNet;

/// <summary>What an address says: a path of this machine or network, or a scheme and what follows.</summary>
internal static partial class ImageAddress
{
    /// <summary>The scheme of <c>az://…</c>; <see langword="null"/> for a path.</summary>
    public static string? SchemeOf(string address) => Scheme().Match(address) is { Success: true } match ? match.Groups[1].Value.ToLowerInvariant() : null;

    /// <summary>The path that an address without a scheme, or with <c>file://</c>, stands for; <see langword="null"/> for another.</summary>
    public static string? FolderOf(string address) => SchemeOf(address) switch
    {
        null => address,
        "file" => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) ? uri.LocalPath : null,
        _ => null,
    };

    public static bool IsWeb(string address) => SchemeOf(address) is "http" or "https";

    /// <summary>Whether an address contains a password or a signature, which belong in no plan.</summary>
    public static bool HasCredentials(string address) => SchemeOf(address) is not (null or "file") && (UserInfo().IsMatch(address)
        || Signature().IsMatch(address));

    /// <summary>The address without what is secret in it, for messages.</summary>
    public static string WithoutCredentials(string address) =>
        HasCredentials(address) ? Query().Replace(UserInfo().Replace(address, "$1"), "") : address;

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]+)://")]
    private static partial Regex Scheme();

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]+://)[^/@]*@")]
    private static partial Regex UserInfo();

    // A shared access signature of Azure, a presigned request of S3 and of Google.
    [GeneratedRegex("[?&](sig|signature|x-amz-signature|x-amz-credential|x-goog-signature|token|access_token)=", RegexOptions.IgnoreCase)]
    private static partial Regex Signature();

    [GeneratedRegex(@"\?.*$")]
    private static partial Regex Query();
}
