using System.Globalization;
using VitMlNet.Store.Published;

namespace VitMlNet.Store.Storage;

/// <summary>The exceptions of downloading a model, each with its remedy.</summary>
internal sealed class StoreErrors(string name, Uri address, StoreLayout layout)
{
    public static VitModelStoreException Unknown(string name, IReadOnlyList<VitPublishedModel> models)
    {
        IReadOnlyList<string> near = ModelNames.Near(name, models.Select(known => known.Name));
        string hint = near.Count > 0
            ? $"did you mean {string.Join(" or ", near)}?"
            : $"the names are {string.Join(", ", models.Select(known => known.Name))}.";
        return new VitModelStoreException($"no published model has this name; {hint}", name);
    }

    public VitModelStoreException Unreachable(Exception cause, long kept) => Error(
        $"{address} could not be downloaded: {cause.Message} {Kept(kept)} Without a network, copy the folder {layout.Folder} from a machine that has "
        + $"the model, or download that file elsewhere, copy it to {layout.Checkpoints} under its name, and try again.",
        cause);

    public VitModelStoreException Refused(int status, string? reason) => Error(
        $"the server answered {status} {reason} for {address}. "
        + (status is 401 or 403 or 404 or 410
            ? "The file does not exist, or needs a permission: check the address of the mirror, or look for a newer version of VitMlNet."
            : "Check the address of the mirror, and the proxy if there is one."));

    public VitModelStoreException Redirected(string? to) => Error(
        $"{address} redirects to {(to is null ? "too many addresses" : $"'{to}'")}, which is not followed: a redirection may lead from http to http or https, and from https to https. "
        + "Check the address of the mirror.");

    public VitModelStoreException TooLong(long bytes, long most) => Error(
        $"{address} has {bytes} bytes or more, and the published checkpoint no more than {most}. It is another file; check the address of the mirror.");

    public VitModelStoreException Unverified() => Error(
        $"{address} comes without a checksum (the header x-goog-hash), and the SHA-256 of this checkpoint is not known, so that nothing tells whether it is the published one. "
        + $"Use Google's server or a mirror that sends checksums, or trust this one with `--allow-unverified` ({nameof(VitModelStoreOptions)}.{nameof(VitModelStoreOptions.AllowUnverified)}).");

    public VitModelStoreException NoRoom(long needed, long free) => Error(
        $"the folder {layout.Folder} has room for {Megabytes(free)}, and {Megabytes(needed)} are needed for the download and the converted model. "
        + "Free some space, or name a folder on another disk in the environment variable VITMLNET_HOME.");

    public VitModelStoreException CannotWrite(long needed, long? free, Exception cause) => Error(
        $"the download cannot be written to {layout.Checkpoints}: {cause.Message} {Megabytes(needed)} more are needed"
        + (free is { } bytes ? $", {Megabytes(bytes)} are free. " : ". ")
        + "Free some space, or name a folder on another disk in the environment variable VITMLNET_HOME; what was downloaded is kept.",
        cause);

    public VitModelStoreException Damaged(string difference) => Error(
        $"{address} arrived damaged twice: {difference}. Nothing was kept. Try another network, or another mirror.");

    public VitModelStoreException NotACheckpoint(ConversionException cause) => Error(
        $"{address} cannot be converted, even after a second download: {cause.Message} Nothing was kept. Check the address of the mirror.", cause);

    public VitModelStoreException Other(CheckpointInfo found, VitPublishedModel model, string path) => Error(
        $"{path} is the wrong file: {found.Architecture} with {found.ClassCount ?? 0} classes was found, "
        + $"{model.Architecture} with {model.ClassCount} was expected. Check the address of the mirror, or the file that was copied there.");

    public VitModelStoreException Folder(Exception cause) => Error(
        $"the folder {layout.Folder} cannot be used: {cause.Message} Name another one in the environment variable VITMLNET_HOME.", cause);

    private VitModelStoreException Error(string message, Exception? cause = null) => new(message, name, cause);

    private static string Kept(long bytes) => bytes > 0 ? $"{Megabytes(bytes)} are kept, and the next call resumes from there." : "Try again later.";

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString(bytes < 1e7 ? "0.0##" : "0", CultureInfo.InvariantCulture) + " MB";
}
