using System.Security.Cryptography;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>A job's model: into the store with the plan, and from there once to each machine, by its hash.</summary>
internal static class JobModelFiles
{
    /// <summary>The folder of this machine's copies.</summary>
    private static string CacheFolder => Path.Combine(CacheHome.Folder, "job-models");

    /// <summary>What a plan says about a model.</summary>
    /// <exception cref="VitModelException">A file cannot be read.</exception>
    public static VitJobModel Describe(VitModel model) => new()
    {
        Files = [.. model.WeightsPaths.Prepend(model.Path).Zip(model.GetHashes(), (path, hash) =>
            new VitJobModelFile(Path.GetFileName(path), hash, LinkedFile.Length(path) ?? 0))],
        Preprocessing = model.Preprocessing.ToString(),
        Labels = model.IsSelfDescribing ? model.Options.Labels : model.Labels.Count > 0 ? model.Labels : null,
        Other = model.IsSelfDescribing ? null : DescribeOther(model),
    };

    // The files beside a model of another tool, and what was found in them, are on the machine that plans alone.
    private static VitJobOtherModel DescribeOther(VitModel model) => new()
    {
        ScoresOutput = model.ScoresOutput,
        ScoresAreProbabilities = model.ScoresOutput is null ? null : model.ScoresAreProbabilities,
        IsMultiLabel = model.ScoresOutput is null ? null : model.IsMultiLabel,
        FeaturesOutput = model.FeaturesOutput,
        Pooling = model.Pooling == VitPooling.None ? null : model.Pooling,
        Height = model.Height,
        Width = model.Width,
        Layout = model.Layout,
    };

    public static async Task UploadAsync(RetryingStore store, VitModel model, VitJobModel description, CancellationToken cancellationToken)
    {
        foreach ((string path, VitJobModelFile file) in model.WeightsPaths.Prepend(model.Path).Zip(description.Files))
        {
            await using FileStream content = RegularFile.OpenRead(path);
            await store.TryPutAsync(JobKeys.Model(file), content, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a model file of this machine as the plan's.</summary>
    /// <exception cref="VitJobException">It is another model.</exception>
    public static VitModel Open(string path, VitJobModel expected, string job)
    {
        VitModel model = VitModel.Open(path, expected.ToOptions());
        string[] hashes = [.. model.GetHashes()];
        if (hashes.SequenceEqual(expected.Files.Select(file => file.Sha256)))
            return model;
        throw new VitJobException(
            $"the model {expected.Files[0].Name} with the SHA-256 {expected.Files[0].Sha256} is expected, and {path} is another ({hashes[0]}). Give the "
                + $"plan's model, "
            + "or none: it is then fetched from the job.", job);
    }

    /// <summary>Opens the model, which is fetched first where this machine does not have it; other processes wait meanwhile.</summary>
    /// <exception cref="VitJobException">The job lacks the model, or this machine has no room for it.</exception>
    public static async Task<VitModel> FetchAsync(RetryingStore store, VitJobModel model, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(CacheFolder, model.Files[0].Sha256);
        string path = Path.Combine(folder, Path.GetFileName(model.Files[0].Name));
        try
        {
            Directory.CreateDirectory(CacheFolder);
            using IDisposable taken = await FileLock.AcquireAsync(folder + ".lock", () => { }, cancellationToken).ConfigureAwait(false);
            if (!IsWhole(folder, model))
                await FetchAsync(store, model, folder, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NoRoom(store.Address, e);
        }

        return Open(path, model, store.Address);
    }

    private static bool IsWhole(string folder, VitJobModel model)
    {
        foreach (VitJobModelFile file in model.Files)
        {
            string path = Path.Combine(folder, Path.GetFileName(file.Name));
            if (LinkedFile.Length(path) != file.Length || ModelHashes.Get(path) != file.Sha256)
                return false;
        }

        return true;
    }

    private static async Task FetchAsync(RetryingStore store, VitJobModel model, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        foreach (VitJobModelFile file in model.Files)
        {
            using var target = new AtomicFile(Path.Combine(folder, Path.GetFileName(file.Name)));
            string? hash = await store.ReadAsync(
                JobKeys.Model(file),
                async (stream, token) =>
                {
                    await CopyAsync(stream, target.Stream, store.Address, token).ConfigureAwait(false);
                    return Convert.ToHexStringLower(await SHA256.HashDataAsync(target.Stream, token).ConfigureAwait(false));
                },
                cancellationToken).ConfigureAwait(false);
            if (hash != file.Sha256)
            {
                throw new VitJobException(
                    $"the model file {file.Name} with the SHA-256 {file.Sha256} is expected at '{JobKeys.Model(file)}', and "
                        + $"{(hash is null ? "nothing" : $"another ({hash})")} "
                    + "is there. Plan the job again at another address.", store.Address);
            }

            target.Commit();
        }
    }

    // An error of reading may pass; one of writing does not, and must not be tried again.
    private static async Task CopyAsync(Stream from, FileStream to, string job, CancellationToken cancellationToken)
    {
        to.SetLength(0);
        byte[] buffer = new byte[1 << 20];
        for (int read; (read = await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            Write(() => to.Write(buffer, 0, read));
        Write(() => to.Position = 0);

        void Write(Action write)
        {
            try
            {
                write();
            }
            catch (IOException e)
            {
                throw NoRoom(job, e);
            }
        }
    }

    private static VitJobException NoRoom(string job, Exception cause) => new(
        $"the model cannot be written to {CacheFolder}: {cause.Message} Free some space there, or name another folder in the environment variable "
        + $"{CacheHome.Variable}.", job, cause);
}
