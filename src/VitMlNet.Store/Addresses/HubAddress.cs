using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using VitMlNet.ModelFile;
using VitMlNet.Store.Downloads;

namespace VitMlNet.Store.Addresses;

/// <summary>A model of the Hugging Face hub, <c>hf:OWNER/NAME</c> or <c>hf:OWNER/NAME@REVISION</c>: its configuration and its .safetensors.</summary>
internal sealed partial class HubAddress : ModelAddress
{
    public const string Prefix = "hf:";

    /// <summary>The environment variable of the access token, which is sent to the hub and to no other server.</summary>
    public const string TokenVariable = "HF_TOKEN";

    private const string EndpointVariable = "HF_ENDPOINT", PublicEndpoint = "https://huggingface.co";
    private const string Weights = "model.safetensors", Index = Weights + ".index.json", Configuration = "config.json", Preprocessing = "preprocessor_config.json";
    private const int LongestIndex = 64 << 20, LongestReference = 100;

    private readonly string _repository;
    private readonly string _revision;

    private HubAddress(string repository, string? revision)
        : base(Prefix + repository + (revision is null ? "" : "@" + revision))
    {
        _repository = repository;
        _revision = revision ?? "main";
    }

    /// <exception cref="VitModelStoreException">It is no name of the hub.</exception>
    public static HubAddress Of(string name)
    {
        Match match = Form().Match(name);
        return match.Success && !name.Contains("..", StringComparison.Ordinal)
            ? new HubAddress(match.Groups["repository"].Value, match.Groups["revision"] is { Success: true } revision ? revision.Value : null)
            : throw new VitModelStoreException("a name of the hub was expected, such as hf:google/vit-base-patch16-224, or with a revision behind an @.", name);
    }

    /// <summary>The snapshot in the cache of the hub's own programs, if it is whole.</summary>
    public override string? FindElsewhere()
    {
        string repository = Path.Combine(HubCache(), "models--" + _repository.Replace("/", "--", StringComparison.Ordinal));
        string reference = Path.Combine(repository, "refs", _revision);
        string snapshot = Path.Combine(repository, "snapshots", Path.GetFileName(ReadReference(reference) ?? _revision));
        return File.Exists(Path.Combine(snapshot, Configuration)) && IsWhole(snapshot) ? snapshot : null;
    }

    public override async IAsyncEnumerable<RemoteFile> FilesAsync(ServerProbe probe, string folder, [EnumeratorCancellation] CancellationToken token)
    {
        ProbedFile configuration = await FindAsync(Configuration, _revision).ConfigureAwait(false)
            ?? throw new VitModelStoreException($"there is no {Configuration} at {Address(Configuration, _revision)}: the repository does not exist, or holds no model of timm or transformers.", Name);
        // All files are of one revision, whatever is pushed meanwhile.
        string revision = configuration.Commit ?? _revision;
        yield return File(Configuration, configuration);
        if (await FindAsync(Preprocessing, revision).ConfigureAwait(false) is { } preprocessing)
            yield return File(Preprocessing, preprocessing);
        if (await FindAsync(Weights, revision).ConfigureAwait(false) is { } weights)
        {
            yield return File(Weights, weights);
            yield break;
        }

        ProbedFile index = await FindAsync(Index, revision).ConfigureAwait(false)
            ?? throw new VitModelStoreException($"the repository has neither {Weights} nor {Index}: perhaps only pickled files, which are never opened since they can run code. Look for another with .safetensors files.", Name);
        yield return File(Index, index);
        foreach (string shard in Shards(Path.Combine(folder, Index)))
        {
            yield return File(shard, await FindAsync(shard, revision).ConfigureAwait(false)
                ?? throw new VitModelStoreException($"{Index} names the shard {shard}, which the repository does not have. Tell its owner.", Name));
        }

        Task<ProbedFile?> FindAsync(string file, string at) => probe.FindAsync(Address(file, at), Authorization(), token);

        RemoteFile File(string file, ProbedFile found) => new(file, Address(file, revision), found.Length, found.Sha256, Authorization());
    }

    public override string CheckpointIn(string folder) => folder;

    private Uri Address(string file, string revision) => new($"{Endpoint()}/{_repository}/resolve/{Uri.EscapeDataString(revision)}/{file}");

    private string Endpoint()
    {
        string endpoint = Environment.GetEnvironmentVariable(EndpointVariable) is { Length: > 0 } named ? named.TrimEnd('/') : PublicEndpoint;
        return Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? endpoint
            : throw new VitModelStoreException($"the environment variable {EndpointVariable} is '{endpoint}'; an address was expected, such as {PublicEndpoint}.", Name);
    }

    private static AuthenticationHeaderValue? Authorization() =>
        Environment.GetEnvironmentVariable(TokenVariable)?.Trim() is { Length: > 0 } token && token.All(char.IsAscii) ? new AuthenticationHeaderValue("Bearer", token) : null;

    private IReadOnlyList<string> Shards(string index)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(SmallFile.Read(index, LongestIndex));
            string[] shards = [.. document.RootElement.GetProperty("weight_map").EnumerateObject().Select(tensor => tensor.Value.GetString() ?? "").Distinct()];
            return Array.TrueForAll(shards, shard => ShardName().IsMatch(shard)) ? shards : throw new JsonException("it names a shard that is no file of the repository");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or IOException)
        {
            throw new VitModelStoreException($"{Index} cannot be used: {exception.Message.TrimEnd('.')}. Tell the owner of the repository.", Name, exception);
        }
    }

    /// <summary>The commit that a branch is at; null where the other programs have not noted one.</summary>
    private static string? ReadReference(string path)
    {
        try
        {
            return File.Exists(path) ? Encoding.UTF8.GetString(SmallFile.Read(path, LongestReference)).Trim() : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsWhole(string snapshot) =>
        System.IO.File.Exists(Path.Combine(snapshot, Weights)) || System.IO.File.Exists(Path.Combine(snapshot, Index));

    /// <summary>Where the hub's own programs keep what they download.</summary>
    private static string HubCache() =>
        Variable("HF_HUB_CACHE") ?? (Variable("HF_HOME") is { } home
            ? Path.Combine(home, "hub")
            : Path.Combine(
                Variable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache"),
                "huggingface",
                "hub"));

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    [GeneratedRegex(@"^hf:(?<repository>[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)(@(?<revision>[A-Za-z0-9][\w.-]*))?$", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex Form();

    [GeneratedRegex(@"^[A-Za-z0-9][\w.-]*\.safetensors$", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex ShardName();
}
