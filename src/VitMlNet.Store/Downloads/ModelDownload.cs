using VitMlNet.Store.Storage;

namespace VitMlNet.Store.Downloads;

/// <summary>From a published model's name to its files in the store: downloads the checkpoint unless it is there, and converts it.</summary>
internal sealed class ModelDownload
{
    private readonly VitPublishedModel _model;
    private readonly StoredFiles _target;
    private readonly StoreLayout _layout;
    private readonly VitModelStoreOptions _options;
    private readonly IProgress<VitDownloadProgress>? _progress;
    private readonly Uri _address;

    public ModelDownload(
        VitPublishedModel model, StoredFiles target, StoreLayout layout, VitModelStoreOptions options, IProgress<VitDownloadProgress>? progress)
    {
        _model = model;
        _target = target;
        _layout = layout;
        _options = options;
        _progress = progress;
        _address = ServerAddress.Of(model, options.Mirror);
        Errors = new StoreErrors(model.Name, _address, layout);
    }

    public StoreErrors Errors { get; }

    public async Task RunAsync(CancellationToken token)
    {
        string checkpoint = _layout.Checkpoint(_model);
        var part = new PartialFile(checkpoint);
        for (bool again = false; ; again = true)
        {
            if (!File.Exists(checkpoint))
            {
                var file = new RemoteFile(_model.FileName, _address, _model.CheckpointBytes, _model.CheckpointSha256, IsPublished: true);
                await new CheckpointDownload(file, part, _options, Errors, _progress).RunAsync(token).ConfigureAwait(false);
            }

            bool isDownloaded = part.IsDownloaded;
            try
            {
                var conversion = new StoreConversion(_model.Name, _layout, _options.Conversion, _progress);
                await Task.Run(
                    () =>
                    {
                        CheckIsRight(checkpoint);
                        conversion.Run(checkpoint, _target, new ModelOrigin(_address, part.Record?.Sha256) { Verified = part.Record?.Verified }, token);
                    },
                    token).ConfigureAwait(false);
                if (!isDownloaded)
                    part.Delete();
                else if (!_options.KeepCheckpoint)
                    part.DeleteAll();
                return;
            }
            catch (ConversionException exception) when (isDownloaded && exception.FilePath == checkpoint)
            {
                // The server sent no checksums, or the file was damaged on the disk.
                part.DeleteAll();
                if (again)
                    throw Errors.NotACheckpoint(exception);
            }
            catch (VitModelStoreException) when (isDownloaded)
            {
                part.DeleteAll();
                throw;
            }
        }
    }

    /// <exception cref="VitModelStoreException">It is the checkpoint of another model.</exception>
    private void CheckIsRight(string checkpoint)
    {
        CheckpointInfo found = CheckpointConverter.Inspect(checkpoint);
        if (found.Architecture != _model.Architecture || found.ClassCount != _model.ClassCount)
            throw Errors.Other(found, _model, checkpoint);
    }
}
