using System.IO.Compression;
using System.Security.Cryptography;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>
/// The photographs that a classifier was trained on, by their contents: the first 8 bytes of each file's SHA-256, sorted, in base64. They are
/// kept in the metadata of a model file, or in an entry of a saved pipeline.
/// </summary>
internal sealed class TrainedImages
{
    private const int Length = sizeof(ulong);
    private const string EntryName = "VitMlNet/trained-on.txt";
    private const long MaxEntry = 1L << 28;

    private readonly HashSet<ulong> hashes;

    private TrainedImages(HashSet<ulong> hashes) => this.hashes = hashes;

    public int Count => hashes.Count;

    /// <summary>Reads the photographs' files.</summary>
    public static TrainedImages Of(IEnumerable<string> paths, CancellationToken token)
    {
        var found = new System.Collections.Concurrent.ConcurrentBag<ulong>();
        Parallel.ForEach(paths, new ParallelOptions { CancellationToken = token }, path =>
        {
            if (Hash(path) is { } hash)
                found.Add(hash);
        });
        return new TrainedImages([.. found]);
    }

    /// <summary>Those of a model file or a saved pipeline; <see langword="null"/> where it does not say.</summary>
    public static TrainedImages? Read(VitModel model) => model.Metadata.TryGetValue(ModelMetadata.TrainedOn, out string? text) ? Parse(text) : null;

    /// <inheritdoc cref="Read(VitModel)"/>
    public static TrainedImages? ReadPipeline(string path)
    {
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            if (zip.GetEntry(EntryName) is not { Length: < MaxEntry } entry)
                return null;
            using var reader = new StreamReader(entry.Open());
            return Parse(reader.ReadToEnd());
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether a photograph of this content is among them.</summary>
    public bool Contains(string path) => Hash(path) is { } hash && hashes.Contains(hash);

    /// <summary>Adds them to a saved pipeline.</summary>
    public void AddTo(string pipeline)
    {
        using ZipArchive zip = ZipFile.Open(pipeline, ZipArchiveMode.Update);
        using var writer = new StreamWriter(zip.CreateEntry(EntryName).Open());
        writer.Write(ToString());
    }

    /// <summary>As it is kept.</summary>
    public override string ToString()
    {
        byte[] bytes = new byte[Length * hashes.Count];
        int at = 0;
        foreach (ulong hash in hashes.Order())
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(Length * at++), hash);
        return Convert.ToBase64String(bytes);
    }

    private static TrainedImages? Parse(string text)
    {
        byte[] bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out int written) || written % Length != 0)
            return null;
        var hashes = new HashSet<ulong>();
        for (int at = 0; at < written; at += Length)
            hashes.Add(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(at)));
        return new TrainedImages(hashes);
    }

    private static ulong? Hash(string path)
    {
        try
        {
            using FileStream file = RegularFile.OpenRead(path);
            return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
