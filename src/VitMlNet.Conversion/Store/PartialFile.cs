namespace VitMlNet.Conversion.Store;

/// <summary>A checkpoint that is being downloaded, <c>NAME.npz.part</c>, and the note about it, <c>NAME.npz.json</c>.</summary>
internal sealed class PartialFile(string target)
{
    public string Path => target + ".part";

    public string Folder => System.IO.Path.GetDirectoryName(target)!;

    public long Length => new FileInfo(Path) is { Exists: true } file ? file.Length : 0;

    private string RecordPath => target + ".json";

    /// <summary>Whether the whole checkpoint was downloaded here, not put there by hand.</summary>
    public bool IsOwn => Record?.Sha256 is not null;

    public DownloadRecord? Record => JsonFile.Read<DownloadRecord>(RecordPath);

    /// <summary>The bytes that a request to this address may leave out; what is of no use for that is deleted.</summary>
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
        // In this order, so that the note never belongs to other bytes.
        File.Delete(Path);
        JsonFile.Write(RecordPath, record);
    }

    /// <summary>Gives the file its name, now that it is whole and checked.</summary>
    public void Complete(DownloadRecord record)
    {
        using (var file = new FileStream(Path, FileMode.Open, FileAccess.Write))
            file.Flush(flushToDisk: true);
        JsonFile.Write(RecordPath, record);
        File.Move(Path, target, overwrite: true);
    }

    public void Delete()
    {
        File.Delete(Path);
        File.Delete(RecordPath);
    }

    /// <summary>Deletes the whole checkpoint too.</summary>
    public void DeleteAll()
    {
        File.Delete(target);
        Delete();
    }
}
