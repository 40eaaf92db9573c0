using System.Runtime.CompilerServices;
using VitMlNet.Store.Downloads;

namespace VitMlNet.Store.Addresses;

/// <summary>A file at any address; beside a .safetensors its configuration is expected.</summary>
internal sealed class FileAddress : ModelAddress
{
    private const string Safetensors = ".safetensors", Configuration = "config.json", Preprocessing = "preprocessor_config.json";

    private static readonly string[] Extensions = [".npz", ".tar.gz", ".tgz", ".tar", Safetensors];

    private readonly Uri _address;
    private readonly string _file;

    private FileAddress(string name, Uri address)
        : base(name)
    {
        _address = address;
        _file = Uri.UnescapeDataString(Path.GetFileName(address.AbsolutePath));
    }

    /// <exception cref="VitModelStoreException">It is no address of a file of a known kind.</exception>
    public static FileAddress Of(string name)
    {
        // What is sent without encryption can be changed on its way, and nothing says what it should be.
        bool isSafe = Uri.TryCreate(name, UriKind.Absolute, out Uri? address) && (address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback))
            && address.UserInfo.Length == 0;
        if (isSafe)
        {
            var found = new FileAddress(name, address!);
            if (Array.Exists(Extensions, extension => found._file.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) && found._file.AsSpan().IndexOfAny('/', '\\', ':') < 0)
                return found;
        }

        throw new VitModelStoreException($"an address that begins with https:// and names a file ({string.Join(", ", Extensions)}) was expected.", name);
    }

    public override async IAsyncEnumerable<RemoteFile> FilesAsync(ServerProbe probe, string folder, [EnumeratorCancellation] CancellationToken token)
    {
        if (IsSafetensors)
        {
            var configuration = new Uri(_address, Configuration);
            if (await probe.FindAsync(configuration, null, token).ConfigureAwait(false) is null)
                throw new VitModelStoreException($"there is no {configuration}, and the number of heads stands in no tensor. Download the files yourself and convert them with 'vitmlnet convert'.", Name);
            yield return new RemoteFile(Configuration, configuration);
            var preprocessing = new Uri(_address, Preprocessing);
            if (await probe.FindAsync(preprocessing, null, token).ConfigureAwait(false) is not null)
                yield return new RemoteFile(Preprocessing, preprocessing);
        }

        yield return new RemoteFile(_file, _address);
    }

    public override string CheckpointIn(string folder) => Path.Combine(folder, _file);

    private bool IsSafetensors => _file.EndsWith(Safetensors, StringComparison.OrdinalIgnoreCase);
}
