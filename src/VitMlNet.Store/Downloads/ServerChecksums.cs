using System.Net.Http.Headers;
using VitMlNet.ModelFile;

namespace VitMlNet.Store.Downloads;

/// <summary>The checksums that Google's storage sends with a file, in base64; <see langword="null"/> for those that it does not.</summary>
internal sealed record ServerChecksums(string? Crc32C, string? Md5)
{
    /// <summary>Whether the server sends none that is known.</summary>
    public bool IsEmpty => Crc32C is null && Md5 is null;

    private const string Header = "x-goog-hash";

    /// <summary>Reads <c>x-goog-hash: crc32c=…,md5=…</c>, on one line or on several.</summary>
    public static ServerChecksums Read(HttpResponseHeaders headers)
    {
        string? crc32C = null, md5 = null;
        IEnumerable<string> lines = headers.TryGetValues(Header, out IEnumerable<string>? values) ? values : [];
        foreach (string item in lines.SelectMany(line => line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            string[] pair = item.Split('=', 2);
            if (pair is ["crc32c", var crc])
                crc32C = crc;
            else if (pair is ["md5", var sum])
                md5 = sum;
        }

        return new ServerChecksums(crc32C, md5);
    }
}
