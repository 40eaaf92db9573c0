using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using VitMlNet.Store.Downloads;

namespace VitMlNet.Store.Addresses;

/// <summary>A module of TensorFlow Hub, <c>tfhub:OWNER/NAME/VERSION</c>.</summary>
internal sealed partial class ModuleAddress : ModelAddress
{
    public const string Prefix = "tfhub:";

    private const string Archive = "module.tar.gz", Suffix = ".tar.gz";

    /// <summary>The archives of ViT-jax2tf, by the architecture in the module's name; the feature extractor's has <c>_fe</c> behind its own.</summary>
    /// <remarks>From the field <c>asset-path</c> of the modules' pages (tensorflow/tfhub.dev, assets/docs/sayakpaul).</remarks>
    private static readonly Dictionary<string, string> Archives = new()
    {
        ["s16"] = "S_16-i21k-300ep-lr_0.001-aug_light1-wd_0.03-do_0.0-sd_0.0--imagenet2012-steps_20k-lr_0.03-res_224",
        ["b8"] = "B_8-i21k-300ep-lr_0.001-aug_medium2-wd_0.1-do_0.0-sd_0.0--imagenet2012-steps_20k-lr_0.01-res_224",
        ["b16"] = "B_16-i21k-300ep-lr_0.001-aug_medium2-wd_0.03-do_0.0-sd_0.0--imagenet2012-steps_20k-lr_0.03-res_224",
        ["b32"] = "B_32-i21k-300ep-lr_0.001-aug_medium1-wd_0.03-do_0.0-sd_0.0--imagenet2012-steps_20k-lr_0.03-res_224",
        ["l16"] = "L_16-i21k-300ep-lr_0.001-aug_medium1-wd_0.1-do_0.1-sd_0.1--imagenet2012-steps_20k-lr_0.01-res_224",
        ["r26_s32_lightaug"] = "R26_S_32-i21k-300ep-lr_0.001-aug_light0-wd_0.03-do_0.1-sd_0.1--imagenet2012-steps_20k-lr_0.03-res_224",
        ["r26_s32_medaug"] = "R26_S_32-i21k-300ep-lr_0.001-aug_medium2-wd_0.1-do_0.0-sd_0.0--imagenet2012-steps_20k-lr_0.01-res_224",
        ["r50_l32"] = "R50_L_32-i21k-300ep-lr_0.001-aug_medium1-wd_0.1-do_0.1-sd_0.1--imagenet2012-steps_20k-lr_0.01-res_224",
    };

    private static readonly Uri ArchiveFolder = new("https://storage.googleapis.com/flowers-experimental/");

    private readonly string _handle;
    private readonly Uri? _mirror;

    private ModuleAddress(string handle, Uri? mirror)
        : base(Prefix + handle)
    {
        _handle = handle;
        _mirror = mirror;
    }

    /// <exception cref="VitModelStoreException">It is no name of a module.</exception>
    public static ModuleAddress Of(string name) =>
        Form().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal)
            ? new ModuleAddress(name[Prefix.Length..], null)
            : throw new VitModelStoreException("a module of TensorFlow Hub was expected, such as tfhub:sayakpaul/vit_r50_l32_classification/1.", name);

    /// <summary>The same module from the folder of a mirror.</summary>
    public ModuleAddress From(Uri? mirror) => new(_handle, mirror);

    public override async IAsyncEnumerable<RemoteFile> FilesAsync(ServerProbe probe, string folder, [EnumeratorCancellation] CancellationToken token)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return new RemoteFile(Archive, Address());
    }

    public override string CheckpointIn(string folder) => Path.Combine(folder, Archive);

    /// <summary>The archive that the module's page names; of others, what TensorFlow Hub serves.</summary>
    public Uri Address()
    {
        Match known = PublishedName().Match(_handle);
        if (known.Success && Archives.TryGetValue(known.Groups["architecture"].Value, out string? archive))
        {
            string file = archive + (known.Groups["kind"].Value == "fe" ? "_fe" : "") + Suffix;
            return new Uri(_mirror is null ? ArchiveFolder : new Uri(_mirror.AbsoluteUri.TrimEnd('/') + "/"), file);
        }

        return new Uri($"https://tfhub.dev/{_handle}?tf-hub-format=compressed");
    }

    [GeneratedRegex(@"^tfhub:[A-Za-z0-9][\w-]*(/[\w.-]+)+/[0-9]+$", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex Form();

    [GeneratedRegex("^sayakpaul/vit_(?<architecture>[a-z0-9_]+)_(?<kind>classification|fe)/1$", RegexOptions.CultureInvariant)]
    private static partial Regex PublishedName();
}
