using System.Globalization;
using System.Reflection;

namespace VitMlNet;

/// <summary>
/// A job: very many photographs to score on many machines. Its store is the truth: the plan and its lists of photographs, the model, and one
/// part for each shard that is done. Thread-safe.
/// </summary>
/// <remarks>
/// Any engine may hand out the shards, in any order and more than once. A part is written whole and only if there is none, so that each
/// photograph is in the result once, whatever dies.
/// </remarks>
public sealed class VitJob
{
    private VitJob(RetryingStore store, VitJobPlan plan) => (Store, Plan) = (store, plan);

    /// <summary>The version of VitMlNet on this machine, as plans state it.</summary>
    public static string LibraryVersion { get; } =
        typeof(VitPredictor).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>What the job is.</summary>
    public VitJobPlan Plan { get; }

    /// <summary>Where the job is, without credentials.</summary>
    public string Address => Store.Address;

    internal RetryingStore Store { get; }

    /// <summary>Plans a job: writes the model and the lists of photographs, and last the plan itself.</summary>
    /// <param name="store">Where the job is to be: a store that has no job.</param>
    /// <param name="model">The model; its options count for all machines.</param>
    /// <param name="images">The photographs' addresses, read once from the beginning to the end; memory does not grow with their number.</param>
    /// <param name="options">How to plan, or <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Receives the number of photographs that are planned.</param>
    /// <param name="cancellationToken">Ends the call early; there is no job then.</param>
    /// <returns>The job.</returns>
    /// <exception cref="VitJobException">
    /// There is a job already, no photograph, a model that does not compute what is wanted, or an address with a password.
    /// </exception>
    /// <exception cref="VitObjectStoreException">The store cannot be reached, or has no room.</exception>
    public static async Task<VitJob> PlanAsync(
        IVitObjectStore store,
        VitModel model,
        IAsyncEnumerable<string> images,
        VitJobPlanOptions? options = null,
        Action<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        options ??= new VitJobPlanOptions();
        RetryingStore job = RetryingStore.Of(store);
        CheckOutputs(model, options.Kind, job.Address);
        VitObjectPage parts = await job.ListPageAsync(JobKeys.Parts, null, cancellationToken).ConfigureAwait(false);
        if (parts.Objects.Count > 0 || await job.ExistsAsync(JobKeys.Plan, cancellationToken).ConfigureAwait(false))
            throw Taken(job);

        string id = Guid.NewGuid().ToString("N");
        VitJobModel description = JobModelFiles.Describe(model);
        await JobModelFiles.UploadAsync(job, model, description, cancellationToken).ConfigureAwait(false);
        long count = await ShardLists.WriteAsync(job, id, images, options.ShardSize, progress, cancellationToken).ConfigureAwait(false);
        if (count == 0)
            throw new VitJobException("there is no photograph to score. Name a folder, a store or a list that has some.", job.Address);
        var plan = new VitJobPlan
        {
            Id = id,
            Kind = options.Kind,
            ImageCount = count,
            ShardSize = options.ShardSize,
            ShardsPerList = ShardLists.ShardsPerList(options.ShardSize),
            Top = Math.Min(options.Top, model.ClassCount ?? 1),
            LibraryVersion = LibraryVersion,
            Model = description,
        };
        if (!await job.TryPutAsync(JobKeys.Plan, JobObject.Write(plan, PlanJson.Default.VitJobPlan), cancellationToken).ConfigureAwait(false))
            throw Taken(job);
        return new VitJob(job, plan);
    }

    /// <summary>Opens a job that was planned.</summary>
    /// <param name="store">Where the job is.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The job.</returns>
    /// <exception cref="VitJobException">There is no job, or its plan is of a format that this version does not know.</exception>
    /// <exception cref="VitObjectStoreException">The store cannot be reached.</exception>
    public static async Task<VitJob> OpenAsync(IVitObjectStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        RetryingStore job = RetryingStore.Of(store);
        VitJobPlan plan = await JobObject.ReadAsync(job, JobKeys.Plan, PlanJson.Default.VitJobPlan, cancellationToken).ConfigureAwait(false)
            ?? throw new VitJobException($"there is no job ('{JobKeys.Plan}'). Check the address, or plan it with 'vitmlnet job plan'.", job.Address);
        if (plan.Format != VitJobPlan.CurrentFormat)
            throw new VitJobException(
                $"the plan's format is {plan.Format}, and this version of VitMlNet reads {VitJobPlan.CurrentFormat}. Use version "
                    + $"{plan.LibraryVersion}.", job.Address);
        if (plan is not { ImageCount: > 0, ShardSize: > 0, ShardsPerList: > 0, Model.Files.Count: > 0 }
            || (plan.ImageCount - 1) / plan.ShardSize >= int.MaxValue)
            throw new VitJobException($"'{JobKeys.Plan}' is damaged: a job has photographs, shards and a model. Plan the job again at another "
                + $"address.", job.Address);
        return new VitJob(job, plan);
    }

    /// <summary>How far the job is.</summary>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The counts, the rate and the failures.</returns>
    /// <exception cref="VitObjectStoreException">The store cannot be reached.</exception>
    public Task<VitJobStatus> GetStatusAsync(CancellationToken cancellationToken = default) => JobProgress.FindAsync(Store, Plan, cancellationToken);

    /// <summary>Verifies that each shard has a part and each photograph one row, and writes the manifest.</summary>
    /// <param name="acceptFailures">Whether shards that failed for good are left out; otherwise they are an error.</param>
    /// <param name="progress">Receives the number of photographs that are verified; several threads may call it.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The manifest; that of the first call, if the job was finished before.</returns>
    /// <exception cref="VitJobException">A result is missing, is not that of the plan, or has failed.</exception>
    /// <exception cref="VitObjectStoreException">The store cannot be reached.</exception>
    public Task<VitJobManifest> FinishAsync(bool acceptFailures = false, Action<long>? progress = null, CancellationToken cancellationToken = default) =>
        JobFinish.RunAsync(Store, Plan, acceptFailures, progress, cancellationToken);

    /// <summary>The shards without a result, in their order.</summary>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>Their numbers.</returns>
    /// <exception cref="VitObjectStoreException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<int>> FindOpenShardsAsync(CancellationToken cancellationToken = default)
    {
        VitStoredObject?[] parts = await JobListing.ListPartsAsync(Store, Plan, cancellationToken).ConfigureAwait(false);
        return [.. Enumerable.Range(0, parts.Length).Where(shard => parts[shard] is null)];
    }

    /// <summary>Counts an attempt at a shard in the job, for engines that do not tell how often they tried.</summary>
    /// <param name="shard">The shard's number, from 0.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The number of this attempt, from 1.</returns>
    public Task<int> CountAttemptAsync(int shard, CancellationToken cancellationToken = default) => ShardAttempts.CountAsync(Store, shard, cancellationToken);

    /// <summary>Writes down that a shard has failed for good. A part that comes later counts all the same.</summary>
    /// <param name="failure">The shard and the reason.</param>
    /// <param name="generation">The number of the submission to a queue; 0 without a queue.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    public async Task RecordFailureAsync(VitShardFailure failure, int generation = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(failure);
        byte[] content = JobObject.Write(failure, ProgressJson.Default.VitShardFailure);
        for (int number = 0; number < 10; number++)
        {
            if (await Store.TryPutAsync(JobKeys.Failure(failure.Shard, generation, number), content, cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    /// <summary>Begins a submission of shards to a queue, with a number that no other submission of the job has.</summary>
    internal async Task<int> StartSubmissionAsync(int shards, CancellationToken cancellationToken)
    {
        int generation = await JobListing.FindGenerationAsync(Store, cancellationToken).ConfigureAwait(false) + 1;
        while (!await Store.TryPutAsync(
            JobKeys.Submission(generation), JobObject.Write(new JobSubmission(generation, shards), ProgressJson.Default.JobSubmission),
                cancellationToken).ConfigureAwait(false))
            generation++;
        return generation;
    }

    /// <summary>Whether a shard failed for good after an earlier submission.</summary>
    internal async Task<bool> HasFailedAsync(int shard, CancellationToken cancellationToken)
    {
        VitObjectPage page = await Store.ListPageAsync(JobKeys.FailuresOf(shard), null, cancellationToken).ConfigureAwait(false);
        return page.Objects.Count > 0;
    }

    /// <exception cref="VitJobException">Another version of VitMlNet made the plan.</exception>
    internal void CheckVersion()
    {
        if (Plan.LibraryVersion != LibraryVersion)
            throw new VitJobException(
                $"the job was planned by VitMlNet {Plan.LibraryVersion}, and this is {LibraryVersion}, which may score differently. Install version "
                    + $"{Plan.LibraryVersion} here.",
                Address);
    }

    private static void CheckOutputs(VitModel model, VitJobKind kind, string address)
    {
        if (kind == VitJobKind.Classify ? model.ClassCount is null : model.FeatureCount == 0)
            throw new VitJobException(
                string.Create(CultureInfo.InvariantCulture, $"the model {model.Path} has no {(kind == VitJobKind.Classify ? "classes" : "features")}. "
                    + $"Plan the other kind, or with another model."),
                address);
    }

    private static VitJobException Taken(RetryingStore store) => new("there is a job already. Plan the new one at another address.", store.Address);
}
