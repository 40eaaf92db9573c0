using VitMlNet.Store.Storage;

namespace VitMlNet.Store.Downloads;

/// <summary>A checkpoint that is being downloaded, <c>NAME.npz.part</c>, with its record, <c>NAME.npz.json</c>.</summary>
internal sealed class PartialFile(string target)
{
    public string Path => target + ".part";

    public string Folder => System.IO.Path.GetDirectoryName(target)!;

    public long Length => new FileInfo(Path) is { Exists: true } file ? file.Length : 0;

    private string RecordPath => target + ".json";

    /// <summary>Whether the whole checkpoint was downloaded; otherwise somebody copied it into the store.</summary>
    public bool IsDownloaded => Record?.Sha256 is not null;

    public DownloadRecord? Record => JsonFile.Read(RecordPath, DownloadJson.Default.DownloadRecord);

    /// <summary>The number of bytes that a request to this address can skip. A file that cannot be continued is deleted.</summary>
    public (DownloadRecord? Record, long Length) Resumable(Uri address)
    {
        long length = Length;
        if (length == 0)
            return (null, 0);
        if (Record is { } record && record.Address == address && (record.Length is not { } whole || length <= whole)
            && (record.CanResume || length == record.Length))
        {
            return (record, length);
        }

        Delete();
        return (null, 0);
    }

    /// <summary>Starts over with another version of the file.</summary>
    public void Begin(DownloadRecord record)
    {
        // In this order, so that the record never belongs to other bytes.
        File.Delete(Path);
        JsonFile.Write(RecordPath, record, DownloadJson.Default.DownloadRecord);
    }

    /// <summary>Gives the complete and verified file its name.</summary>
    public void Complete(DownloadRecord record)
    {
        using (var file = new FileStream(Path, FileMode.Open, FileAccess.Write))
            file.Flush(flushToDisk: true);
        JsonFile.Write(RecordPath, record, DownloadJson.Default.DownloadRecord);
        File.Move(Path, target, overwrite: true);
    }

    public void Delete()
    {
        File.Delete(Path);
        File.Delete(RecordPath);
    }

    /// <summary>Deletes the complete checkpoint too.</summary>
    /// <returns>Whether there was a checkpoint or a part of one.</returns>
    public bool DeleteAll()
    {
        bool any = Length > 0 || File.Exists(target);
        File.Delete(target);
        Delete();
        return any;
    }
}
