using VitMlNet.Store.Storage;

namespace VitMlNet.Store.Downloads;

/// <summary>Converts a checkpoint in the store to a stored model.</summary>
internal sealed class StoreConversion(
    string name, StoreLayout layout, ConversionOptions options, IProgress<VitDownloadProgress>? progress)
{
    /// <summary>Converts in a working folder, and moves the files to their final names when they are complete.</summary>
    /// <exception cref="ConversionException">The checkpoint is damaged, or the model cannot be written.</exception>
    /// <param name="checkpoint">The file or folder.</param>
    /// <param name="target">The files of the stored model.</param>
    /// <param name="origin">Where the checkpoint came from.</param>
    /// <param name="token">Cancels the conversion.</param>
    public void Run(string checkpoint, StoredFiles target, ModelOrigin origin, CancellationToken token)
    {
        string work = layout.Work(name);
        Clear(work);
        Directory.CreateDirectory(work);
        var made = new StoredFiles(Path.Combine(work, Path.GetFileName(target.ModelPath)));
        try
        {
            CheckpointConverter.Convert(checkpoint, made.ModelPath, options, progress is null ? null : new Relay(progress), token);
            target.Adopt(made, origin);
        }
        catch (ConversionException exception) when (exception.FilePath == made.ModelPath)
        {
            // The user knows the store's file, and not the working folder.
            throw new ConversionException(exception.Message.Replace($"{made.ModelPath}: ", "").Replace(made.ModelPath, target.ModelPath), target.ModelPath, null, exception);
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
        public void Report(ConversionProgress value) => progress.Report(new VitDownloadProgress(Of(value.Stage), value.Done, value.Total));

        private static VitDownloadStage Of(ConversionStage stage) => stage switch
        {
            ConversionStage.Unpacking => VitDownloadStage.Unpacking,
            ConversionStage.Checksum => VitDownloadStage.Checksum,
            _ => VitDownloadStage.Weights,
        };
    }
}
