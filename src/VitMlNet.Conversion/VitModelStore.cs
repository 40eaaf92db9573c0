using VitMlNet.Conversion.Store;
using VitMlNet.ModelFile;

namespace VitMlNet.Conversion;

/// <summary>Fetches published models when they are needed, and keeps them: downloads the checkpoint, checks it, and converts it.</summary>
/// <remarks>Safe for threads and for processes: one at a time fetches a model, the others wait and then have it too.</remarks>
public sealed class VitModelStore
{
    private readonly VitModelStoreOptions _options;
    private readonly StoreLayout _layout;
    private readonly IReadOnlyList<VitPublishedModel> _models;

    /// <summary>Makes a store; nothing is read or written yet.</summary>
    /// <param name="options">Where models are kept and how they are made; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">The conversion asks for a label file, which published models do not take.</exception>
    public VitModelStore(VitModelStoreOptions? options = null)
        : this(options, CheckpointRegistry.Models)
    {
    }

    internal VitModelStore(VitModelStoreOptions? options, IReadOnlyList<VitPublishedModel> models)
    {
        _options = options ?? new VitModelStoreOptions();
        if (_options.Conversion.LabelsPath is not null)
            throw new ArgumentException("Published models have their own class names; convert a checkpoint with CheckpointConverter to name them otherwise.", nameof(options));
        _layout = new StoreLayout(_options.Folder ?? Path.Combine(CacheHome.Folder, "models"));
        _models = models;
    }

    /// <summary>The models that can be fetched.</summary>
    public static IReadOnlyList<VitPublishedModel> Models => CheckpointRegistry.Models;

    /// <summary>The folder in which the models are kept; it need not exist.</summary>
    public string Folder => _layout.Folder;

    /// <summary>The published model of a name.</summary>
    /// <param name="name">Without regard to case or punctuation: <c>r50-l32</c>, <c>R50+L/32</c>; or the checkpoint's file name.</param>
    /// <returns>The model, or <see langword="null"/> when none has this name.</returns>
    public static VitPublishedModel? FindPublished(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return CheckpointRegistry.Find(name, CheckpointRegistry.Models);
    }

    /// <summary>The names that are near to a wrong one.</summary>
    /// <param name="name">A name that no model has.</param>
    /// <returns>Up to three names, the nearest first; none when all are far.</returns>
    public static IReadOnlyList<string> Suggest(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return ModelNames.Near(name, CheckpointRegistry.Models.Select(model => model.Name));
    }

    /// <summary>The model file of a name: at once when it is there, else after the checkpoint has been downloaded and converted.</summary>
    /// <param name="name">A published name, see <see cref="FindPublished"/>.</param>
    /// <param name="progress">Told what is done, from several threads, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the work; what was downloaded is kept, and the next call goes on from there.</param>
    /// <returns>The path of the model file. Large weights are beside it.</returns>
    /// <exception cref="VitModelStoreException">
    /// No model has this name, the checkpoint cannot be downloaded or is damaged, or there is no room for it.
    /// </exception>
    /// <exception cref="ConversionException">A checkpoint that was put there by hand is damaged, or the model cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public async Task<string> GetAsync(
        string name, IProgress<VitDownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        VitPublishedModel model = Published(name);
        StoredFiles stored = _layout.Stored(model, _options.Conversion);
        if (stored.IsComplete)
            return stored.ModelPath;

        Uri address = ServerAddress.Of(model, _options.Mirror);
        var errors = new StoreErrors(model, address, _layout);
        try
        {
            Directory.CreateDirectory(_layout.Checkpoints);
            using IDisposable held = await StoreLock.AcquireAsync(
                _layout.Lock(model), () => progress?.Report(new VitDownloadProgress(VitDownloadStage.Waiting, 0, 0)), cancellationToken).ConfigureAwait(false);
            if (!stored.IsComplete)
                await FetchAsync(model, stored, address, errors, progress, cancellationToken).ConfigureAwait(false);
            return stored.ModelPath;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw errors.Folder(exception);
        }
    }

    /// <summary>The model file of a name, if it is there already. Nothing is downloaded.</summary>
    /// <param name="name">A published name; a form other than this store's stands behind a dot, as in <c>r50-l32.int8</c>.</param>
    /// <returns>The path, or <see langword="null"/>.</returns>
    /// <exception cref="VitModelStoreException">No model has this name.</exception>
    public string? Find(string name)
    {
        StoredFiles stored = Stored(name);
        return stored.IsComplete ? stored.ModelPath : null;
    }

    /// <summary>The models that are there, in all forms.</summary>
    /// <returns>In the order of <see cref="Models"/>.</returns>
    public IReadOnlyList<VitStoredModel> GetStored() =>
    [
        .. from model in _models
           from stored in _layout.Forms(model)
           where stored.IsComplete
           select new VitStoredModel(model, stored.Name, stored.ModelPath, stored.Bytes),
    ];

    /// <summary>Deletes a model with all its forms, and what was downloaded for it; or one form, as in <c>r50-l32.int8</c>.</summary>
    /// <param name="name">A published name.</param>
    /// <returns>Whether there was something to delete.</returns>
    /// <exception cref="VitModelStoreException">No model has this name, it is just being fetched, or a file cannot be deleted.</exception>
    public bool Remove(string name)
    {
        (VitPublishedModel model, string? form) = Split(name);
        if (!Directory.Exists(_layout.Checkpoints) && !_layout.Forms(model).Any())
            return false;
        try
        {
            Directory.CreateDirectory(_layout.Checkpoints);
            using IDisposable held = StoreLock.TryAcquire(_layout.Lock(model))
                ?? throw new VitModelStoreException("it is just being fetched, by this process or another; remove it when that has ended.", name);
            StoredFiles[] all = form is null ? [.. _layout.Forms(model)] : [_layout.Stored(model, form)];
            bool any = all.Any(stored => File.Exists(stored.ModelPath));
            foreach (StoredFiles stored in all)
                stored.Delete();
            if (form is null)
            {
                var part = new PartialFile(_layout.Checkpoint(model));
                any |= part.Length > 0 || File.Exists(_layout.Checkpoint(model));
                part.DeleteAll();
            }

            return any;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new VitModelStoreException($"it cannot be deleted from {Folder}: {exception.Message} Close the programs that use it.", name, exception);
        }
    }

    private async Task FetchAsync(
        VitPublishedModel model, StoredFiles stored, Uri address, StoreErrors errors, IProgress<VitDownloadProgress>? progress, CancellationToken token)
    {
        string checkpoint = _layout.Checkpoint(model);
        var part = new PartialFile(checkpoint);
        for (bool again = false; ; again = true)
        {
            if (!File.Exists(checkpoint))
                await new CheckpointDownload(model, address, part, _options, errors, progress).RunAsync(token).ConfigureAwait(false);

            bool own = part.IsOwn;
            try
            {
                var conversion = new StoreConversion(model, _layout, _options.Conversion, errors, progress);
                await Task.Run(() => conversion.Run(stored, address, part.Record?.Sha256, token), token).ConfigureAwait(false);
                if (!own)
                    part.Delete();
                else if (!_options.KeepCheckpoint)
                    part.DeleteAll();
                return;
            }
            catch (ConversionException exception) when (own && exception.FilePath == checkpoint)
            {
                // A server without checksums, or a disk that lost something since.
                part.DeleteAll();
                if (again)
                    throw errors.NotACheckpoint(exception);
            }
            catch (VitModelStoreException) when (own)
            {
                part.DeleteAll();
                throw;
            }
        }
    }

    private StoredFiles Stored(string name)
    {
        (VitPublishedModel model, string? form) = Split(name);
        return form is null ? _layout.Stored(model, _options.Conversion) : _layout.Stored(model, form);
    }

    private (VitPublishedModel Model, string? Form) Split(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (CheckpointRegistry.Find(name, _models) is { } model)
            return (model, null);
        string[] parts = name.Split('.', 2);
        return parts is [var first, var form] && form.All(c => char.IsAsciiLetterOrDigit(c) || c == '.')
            ? (Published(first), "." + form.ToLowerInvariant())
            : (Published(name), null);
    }

    private VitPublishedModel Published(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return CheckpointRegistry.Find(name, _models) ?? throw StoreErrors.Unknown(name, _models);
    }
}
