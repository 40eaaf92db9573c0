using VitMlNet.Store.Storage;

namespace VitMlNet.Store.Downloads;

/// <summary>Converts a checkpoint in the store to a stored model.</summary>
internal sealed class StoreConversion(
    VitPublishedModel model, StoreLayout layout, ConversionOptions options, StoreErrors errors, IProgress<VitDownloadProgress>? progress)
{
    /// <summary>Converts in a working folder, and moves the files to their final names when they are complete.</summary>
    /// <exception cref="ConversionException">The checkpoint is damaged, or the model cannot be written.</exception>
    /// <exception cref="VitModelStoreException">It is the checkpoint of another model.</exception>
    public void Run(StoredFiles target, Uri address, DownloadRecord? record, CancellationToken token)
    {
        string checkpoint = layout.Checkpoint(model);
        string work = layout.Work(model);
        Clear(work);
        CheckpointInfo found = CheckpointConverter.Inspect(checkpoint);
        if (found.Architecture != model.Architecture || found.ClassCount != model.ClassCount)
            throw errors.Other(found, checkpoint);

        Directory.CreateDirectory(work);
        try
        {
            var made = new StoredFiles(Path.Combine(work, Path.GetFileName(target.ModelPath)));
            CheckpointConverter.Convert(checkpoint, made.ModelPath, options, progress is null ? null : new Relay(progress), token);
            target.Adopt(made, address, record?.Sha256, record?.Verified);
        }
        finally
        {
            Clear(work);
        }
    }

    private static void Clear(string work)
    {
        if (Directory.Exists(work))
            Directory.Delete(work, recursive: true);
    }

    private sealed class Relay(IProgress<VitDownloadProgress> progress) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => progress.Report(new VitDownloadProgress(
            value.Stage == ConversionStage.Checksum ? VitDownloadStage.Checksum : VitDownloadStage.Weights, value.Done, value.Total));
    }
}
