using Amazon.Runtime;
using Amazon.S3;

namespace VitMlNet;

/// <summary>Amazon S3, and services with the same interface, as object stores, at addresses <c>s3://BUCKET/FOLDER</c>.</summary>
/// <remarks>
/// Tested against a server of the tests' own that honours <c>If-None-Match</c>, and against no real one yet. A service that ignores this
/// header must not be used: two workers could then write one part after the other.
/// </remarks>
public static class VitS3Stores
{
    /// <summary>What the addresses begin with.</summary>
    public const string Scheme = "s3";

    /// <summary>Adds S3 to the stores.</summary>
    /// <remarks>
    /// Region, endpoint and credentials are those of Amazon's default chain (<c>AWS_REGION</c>, <c>AWS_ENDPOINT_URL_S3</c>, <c>AWS_ACCESS_KEY_ID</c>, profiles,
    /// the roles of containers and machines). No address contains them.
    /// </remarks>
    /// <param name="stores">The stores.</param>
    /// <returns>The same stores.</returns>
    public static VitObjectStores AddS3(this VitObjectStores stores)
    {
        ArgumentNullException.ThrowIfNull(stores);
        var client = new Lazy<IAmazonS3>(Connect);
        return stores.Add(Scheme, address => new S3Store(address, client));
    }

    private static AmazonS3Client Connect()
    {
        // Each call is tried again by the stores themselves, which show it.
        var configuration = new AmazonS3Config { MaxErrorRetry = 0, Timeout = TimeSpan.FromSeconds(60) };
        string? endpoint = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3") ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL");
        if (!string.IsNullOrEmpty(endpoint))
        {
            configuration.ServiceURL = endpoint;
            configuration.ForcePathStyle = true;
        }

        try
        {
            return new AmazonS3Client(configuration);
        }
        catch (AmazonClientException e)
        {
            throw new VitObjectStoreException($"S3 cannot be used here: {e.Message} See docs/scale.md.", "s3://", e);
        }
    }
}
