using VitMlNet.Store.Downloads;
using VitMlNet.Store.Storage;

namespace VitMlNet.Store.Addresses;

/// <summary>From an address to the files of a stored model: downloads what is missing of the checkpoint, and converts it.</summary>
internal sealed class AddressDownload(
    ModelAddress model, StoreLayout layout, VitModelStoreOptions options, IProgress<VitDownloadProgress>? progress)
{
    /// <summary>Completes when the model is in the store.</summary>
    /// <exception cref="VitModelStoreException">The files cannot be downloaded, or are no model that can be converted.</exception>
    public async Task RunAsync(StoredFiles target, CancellationToken token)
    {
        if (model.FindElsewhere() is { } elsewhere)
        {
            await ConvertAsync(elsewhere, target, new ModelOrigin(new Uri(elsewhere), null), token).ConfigureAwait(false);
            return;
        }

        string folder = layout.CheckpointFolder(model.StoreName);
        Directory.CreateDirectory(folder);
        ModelOrigin origin = await DownloadAsync(folder, token).ConfigureAwait(false);
        try
        {
            await ConvertAsync(model.CheckpointIn(folder), target, origin, token).ConfigureAwait(false);
        }
        catch (ConversionException exception) when (exception.FilePath.StartsWith(folder, StringComparison.Ordinal))
        {
            Directory.Delete(folder, recursive: true);
            throw new VitModelStoreException($"{origin.Address} cannot be converted: {exception.Message} Nothing was kept.", model.Name, exception);
        }

        if (!options.KeepCheckpoint)
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>The address and checksum of the last file, which is the weights, or the last of their shards.</summary>
    private async Task<ModelOrigin> DownloadAsync(string folder, CancellationToken token)
    {
        using var probe = new ServerProbe(model.Name, options);
        ModelOrigin? origin = null;
        await foreach (RemoteFile file in model.FilesAsync(probe, folder, token).ConfigureAwait(false))
        {
            string path = Path.Combine(folder, file.Name);
            var part = new PartialFile(path);
            // A file of another revision may be left from a download that was interrupted.
            if (File.Exists(path) && part.Record?.Address != file.Address)
                part.DeleteAll();
            if (!File.Exists(path))
                await new CheckpointDownload(file, part, options, new StoreErrors(model.Name, file.Address, layout), progress).RunAsync(token).ConfigureAwait(false);
            origin = new ModelOrigin(file.Address, part.Record?.Sha256) { Verified = part.Record?.Verified };
        }

        return origin!;
    }

    private Task ConvertAsync(string checkpoint, StoredFiles target, ModelOrigin origin, CancellationToken token)
    {
        var conversion = new StoreConversion(model.StoreName, layout, options.Conversion, progress);
        return Task.Run(() => conversion.Run(checkpoint, target, origin with { Name = model.Name }, token), token);
    }
}
