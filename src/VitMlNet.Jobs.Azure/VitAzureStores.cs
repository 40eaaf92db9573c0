using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace VitMlNet;

/// <summary>Azure Blob Storage as object stores, at addresses <c>az://CONTAINER/FOLDER</c>.</summary>
public static class VitAzureStores
{
    /// <summary>What the addresses begin with.</summary>
    public const string Scheme = "az";

    private const string ConnectionVariable = "AZURE_STORAGE_CONNECTION_STRING";
    private const string AccountVariable = "AZURE_STORAGE_ACCOUNT";

    /// <summary>Adds Azure Blob Storage to the stores.</summary>
    /// <remarks>
    /// The account is that of the environment variable <c>AZURE_STORAGE_CONNECTION_STRING</c>, or the one that <c>AZURE_STORAGE_ACCOUNT</c> names, with
    /// the credentials of Azure's default chain (environment, workload identity, managed identity, <c>az login</c>). No address contains them.
    /// </remarks>
    /// <param name="stores">The stores.</param>
    /// <returns>The same stores.</returns>
    public static VitObjectStores AddAzure(this VitObjectStores stores)
    {
        ArgumentNullException.ThrowIfNull(stores);
        var service = new Lazy<BlobServiceClient>(Connect);
        return stores.Add(Scheme, address => new AzureStore(address, service));
    }

    private static BlobServiceClient Connect()
    {
        // Each call is tried again by the stores themselves, which show it.
        var options = new BlobClientOptions { Retry = { MaxRetries = 0, NetworkTimeout = TimeSpan.FromSeconds(60) } };
        try
        {
            if (Environment.GetEnvironmentVariable(ConnectionVariable) is { Length: > 0 } connection)
                return new BlobServiceClient(connection, options);
            if (Environment.GetEnvironmentVariable(AccountVariable) is { Length: > 0 } account)
                return new BlobServiceClient(new Uri($"https://{account}.blob.core.windows.net"), (TokenCredential)new DefaultAzureCredential(), options);
        }
        catch (Exception e) when (e is FormatException or UriFormatException or ArgumentException)
        {
            // The message of the library may contain the key.
            throw new VitObjectStoreException($"the environment variable {ConnectionVariable} or {AccountVariable} cannot be understood. Copy it from "
                + $"the account's page again.", "az://");
        }

        throw new VitObjectStoreException(
            $"no storage account is named. Set the environment variable {AccountVariable} to its name, or {ConnectionVariable} to its connection "
                + $"string.", "az://");
    }
}
