using System.Security.Cryptography;
using System.Text.Json;
using Azure.Storage.Blobs;
using VitMlNet.Cli.Tests.Processes;

namespace VitMlNet.Jobs.Tests.Cluster;

/// <summary>A broker, a store behind a proxy, photographs, and the tool: a cluster on one machine.</summary>
internal sealed class ClusterScene : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Server _azurite;
    private readonly string _connection;

    public ClusterScene()
    {
        Broker = Server.StartBroker(BrokerFolder);
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        _azurite = Server.StartAzurite(_folder.File("blobs"), $"vitmlnet:{key}");
        Proxy = new CuttableProxy(_azurite.Port);
        _connection = $"DefaultEndpointsProtocol=http;AccountName=vitmlnet;AccountKey={key};BlobEndpoint=http://127.0.0.1:{Proxy.Port}/vitmlnet;";
        new BlobServiceClient(_connection).CreateBlobContainer("jobs");
        Environment =
        [
            ("AZURE_STORAGE_CONNECTION_STRING", _connection),
            ("VITMLNET_HOME", _folder.File("home")),
            ("DOTNET_TieredPGO", "0"),
        ];
    }

    public Server Broker { get; }

    public string BrokerFolder => _folder.File("broker");

    public CuttableProxy Proxy { get; }

    public string Queue => $"nats://127.0.0.1:{Broker.Port}";

    public string JobAddress => AddressOf("chaos");

    public (string Name, string? Value)[] Environment { get; }

    public string File(string name) => _folder.File(name);

    /// <summary>Writes small photographs.</summary>
    public string[] WritePhotographs(int count) =>
        [.. Enumerable.Range(0, count).Select(i => _folder.Write($"photos/{i:D4}.jpg", SkiaFiles.Jpeg(TestPicture.Noise(48, 64, i))))];

    public static string AddressOf(string job) => "az://jobs/" + job;

    /// <summary>How far a job is, as the tool says it.</summary>
    public JsonElement GetStatus(string address)
    {
        // 1: shards have failed, and may yet have a result, or be submitted again.
        ToolResult result = Run("job", "status", address, "--format", "json");
        Assert.IsTrue(result.ExitCode is 0 or 1, result.Error);
        using JsonDocument status = JsonDocument.Parse(result.Out);
        return status.RootElement.Clone();
    }

    /// <summary>Waits until the number of shards with results has reached a fraction of all.</summary>
    public async Task WaitForAsync(string address, double fraction)
    {
        while (true)
        {
            JsonElement status = GetStatus(address);
            if (status.GetProperty("over").GetBoolean() || status.GetProperty("doneShards").GetInt32() >= fraction * status.GetProperty("shards").GetInt32())
                return;
            await Task.Delay(500);
        }
    }

    public ToolResult Run(params string[] arguments) => ToolProcess.Run(Environment, arguments);

    public BlobContainerClient Container => new(_connection, "jobs");

    /// <summary>The rows of a part.</summary>
    public async Task<List<PartRow>> ReadPartAsync(int shard)
    {
        string path = _folder.File($"part{shard}.parquet");
        await Container.GetBlobClient($"chaos/parts/{shard:D8}.parquet").DownloadToAsync(path);
        return await PartRow.ReadAsync(path);
    }

    public void Dispose()
    {
        Proxy.Dispose();
        _azurite.Dispose();
        Broker.Dispose();
        _folder.Dispose();
    }
}
