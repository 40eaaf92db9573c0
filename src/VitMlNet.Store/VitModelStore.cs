using VitMlNet.ModelFile;
using VitMlNet.Store.Addresses;
using VitMlNet.Store.Downloads;
using VitMlNet.Store.Published;
using VitMlNet.Store.Storage;

namespace VitMlNet;

/// <summary>
/// A local store of published models: downloads a checkpoint when its model is first needed, verifies and converts it, and keeps the
/// model file. Models of the Hugging Face hub (<c>hf:OWNER/NAME</c>), modules of TensorFlow Hub (<c>tfhub:OWNER/NAME/VERSION</c>) and files
/// at an address (<c>https://…</c>) are named by where they are.
/// </summary>
/// <remarks>
/// Safe for use by several threads and several processes: only one of them downloads a model, the others wait for it to finish.
/// </remarks>
public sealed class VitModelStore
{
    private readonly VitModelStoreOptions _options;
    private readonly StoreLayout _layout;
    private readonly IReadOnlyList<VitPublishedModel> _models;

    /// <summary>Creates a store. No file is read or written until a model is needed.</summary>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// <see cref="ConversionOptions.LabelsPath"/> is set: published models have their own class names.
    /// </exception>
    public VitModelStore(VitModelStoreOptions? options = null)
        : this(options, ModelRegistry.Models)
    {
    }

    internal VitModelStore(VitModelStoreOptions? options, IReadOnlyList<VitPublishedModel> models)
    {
        _options = options ?? new VitModelStoreOptions();
        if (_options.Conversion.LabelsPath is not null)
        {
            throw new ArgumentException(
                "Published models have their own class names; convert a checkpoint with CheckpointConverter to give it others.", nameof(options));
        }

        _layout = new StoreLayout(_options.Folder ?? Path.Combine(CacheHome.Folder, "models"));
        _models = models;
    }

    /// <summary>The models that can be downloaded.</summary>
    public static IReadOnlyList<VitPublishedModel> Models => ModelRegistry.Models;

    /// <summary>The folder of the model files; it need not exist.</summary>
    public string Folder => _layout.Folder;

    /// <summary>Finds a published model by its name.</summary>
    /// <param name="name">The name in any case and punctuation (<c>r50-l32</c>, <c>R50+L/32</c>), or the checkpoint's file name.</param>
    /// <returns>The model, or <see langword="null"/> if there is none of this name.</returns>
    public static VitPublishedModel? FindPublished(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return ModelRegistry.Find(name, ModelRegistry.Models);
    }

    /// <summary>Finds the names of published models that resemble a misspelled one.</summary>
    /// <param name="name">A name that no model has.</param>
    /// <returns>Up to three names, the most similar first; empty if none is similar.</returns>
    public static IReadOnlyList<string> Suggest(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return ModelNames.Near(name, ModelRegistry.Models.Select(model => model.Name));
    }

    /// <summary>Gets the model file of a published model: immediately if the store has it, else after downloading and converting it.</summary>
    /// <param name="name">A published name, see <see cref="FindPublished"/>, or an address, see <see cref="IsAddress"/>.</param>
    /// <param name="progress">Receives the progress, from several threads; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Cancels the work. What was downloaded is kept, and the next call continues from there.</param>
    /// <returns>The path of the model file. Large weights are in a file beside it.</returns>
    /// <exception cref="VitModelStoreException">
    /// No model has this name, the checkpoint cannot be downloaded or is damaged, or there is not enough room for it.
    /// </exception>
    /// <exception cref="ConversionException">A checkpoint that was copied into the store is damaged, or the model file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The work was canceled.</exception>
    public async Task<string> GetAsync(
        string name, IProgress<VitDownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Address(name) is { } address)
            return await GetAtAsync(address, progress, cancellationToken).ConfigureAwait(false);
        VitPublishedModel model = Published(name);
        StoredFiles stored = _layout.Stored(model.Name, _options.Conversion);
        if (stored.IsComplete)
            return stored.ModelPath;

        var download = new ModelDownload(model, stored, _layout, _options, progress);
        try
        {
            Directory.CreateDirectory(_layout.Checkpoints);
            using IDisposable storeLock = await FileLock.AcquireAsync(
                _layout.Lock(model.Name), () => progress?.Report(new VitDownloadProgress(VitDownloadStage.Waiting, 0, null)), cancellationToken)
                .ConfigureAwait(false);
            if (!stored.IsComplete)
                await download.RunAsync(cancellationToken).ConfigureAwait(false);
            return stored.ModelPath;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw download.Errors.Folder(exception);
        }
    }

    /// <summary>Tells whether a name is an address: <c>hf:…</c>, <c>tfhub:…</c> or <c>https://…</c>.</summary>
    /// <param name="name">Any name.</param>
    /// <returns>Whether it begins as one.</returns>
    public static bool IsAddress(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(HubAddress.Prefix, StringComparison.Ordinal) || name.StartsWith(ModuleAddress.Prefix, StringComparison.Ordinal)
            || name.Contains("://", StringComparison.Ordinal);
    }

    /// <summary>Finds the model file of a published model in the store. Nothing is downloaded.</summary>
    /// <param name="name">
    /// A published name, followed by a dot and the conversion if that is not this store's own: <c>r50-l32.int8</c>; or an address, of
    /// which another conversion is found if the store's own is not there.
    /// </param>
    /// <returns>The path of the model file, or <see langword="null"/> if the store does not have it.</returns>
    /// <exception cref="VitModelStoreException">No model has this name.</exception>
    public string? Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Address(name) is { } address)
        {
            StoredFiles own = _layout.Stored(address.StoreName, _options.Conversion);
            return (own.IsComplete ? own : _layout.Forms(address.StoreName).FirstOrDefault(form => form.IsComplete))?.ModelPath;
        }

        (VitPublishedModel model, string? form) = Split(name);
        StoredFiles stored = form is null ? _layout.Stored(model.Name, _options.Conversion) : _layout.Stored(model.Name, form);
        return stored.IsComplete ? stored.ModelPath : null;
    }

    /// <summary>Lists the models in the store, in all their conversions.</summary>
    /// <returns>The models, in the order of <see cref="Models"/>, and behind them those that are named by an address.</returns>
    public IReadOnlyList<VitStoredModel> GetStored() =>
    [
        .. from model in _models
           from stored in _layout.Forms(model.Name)
           where stored.IsComplete
           select new VitStoredModel { Model = model, Name = stored.Name, Path = stored.ModelPath, Bytes = stored.Bytes },
        .. from stored in _layout.All()
           where stored.IsComplete && stored.Origin?.Name is not null
           select new VitStoredModel { Model = null, Name = stored.Origin!.Name!, Path = stored.ModelPath, Bytes = stored.Bytes },
    ];

    /// <summary>Deletes a model in all its conversions, with its checkpoint; or one conversion only, as in <c>r50-l32.int8</c>.</summary>
    /// <param name="name">A published name.</param>
    /// <returns><see langword="true"/> if there was anything to delete.</returns>
    /// <exception cref="VitModelStoreException">No model has this name, it is being downloaded, or a file cannot be deleted.</exception>
    public bool Remove(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ModelAddress? address = Address(name);
        (VitPublishedModel? model, string? form) = address is null ? Split(name) : (null, null);
        string storeName = address?.StoreName ?? model!.Name;
        if (!Directory.Exists(_layout.Checkpoints) && !_layout.Forms(storeName).Any())
            return false;
        try
        {
            Directory.CreateDirectory(_layout.Checkpoints);
            using IDisposable storeLock = FileLock.TryAcquire(_layout.Lock(storeName))
                ?? throw new VitModelStoreException("it is being downloaded, by this process or another; remove it when that has finished.", name);
            StoredFiles[] all = form is null ? [.. _layout.Forms(storeName)] : [_layout.Stored(storeName, form)];
            bool any = all.Any(stored => File.Exists(stored.ModelPath));
            foreach (StoredFiles stored in all)
                stored.Delete();
            return any | (model is null ? DeleteFolder(_layout.CheckpointFolder(storeName)) : form is null && new PartialFile(_layout.Checkpoint(model)).DeleteAll());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new VitModelStoreException($"it cannot be deleted from {Folder}: {exception.Message} Close the programs that use it.", name, exception);
        }
    }

    private static bool DeleteFolder(string folder)
    {
        if (!Directory.Exists(folder))
            return false;
        Directory.Delete(folder, recursive: true);
        return true;
    }

    private ModelAddress? Address(string name) =>
        ModelAddress.Parse(name) is { } address
            ? address is ModuleAddress module ? module.From(_options.Mirror) : address
            : null;

    private async Task<string> GetAtAsync(ModelAddress address, IProgress<VitDownloadProgress>? progress, CancellationToken token)
    {
        StoredFiles stored = _layout.Stored(address.StoreName, _options.Conversion);
        if (stored.IsComplete)
            return stored.ModelPath;
        try
        {
            Directory.CreateDirectory(_layout.Checkpoints);
            using IDisposable storeLock = await FileLock.AcquireAsync(
                _layout.Lock(address.StoreName), () => progress?.Report(new VitDownloadProgress(VitDownloadStage.Waiting, 0, null)), token)
                .ConfigureAwait(false);
            if (!stored.IsComplete)
                await new AddressDownload(address, _layout, _options, progress).RunAsync(stored, token).ConfigureAwait(false);
            return stored.ModelPath;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new VitModelStoreException(
                $"the folder {_layout.Folder} cannot be used: {exception.Message} Name another one in the environment variable VITMLNET_HOME.", address.Name, exception);
        }
    }

    private (VitPublishedModel Model, string? Form) Split(string name)
    {
        if (ModelRegistry.Find(name, _models) is { } model)
            return (model, null);
        string[] parts = name.Split('.', 2);
        return parts is [var first, var form] && form.All(c => char.IsAsciiLetterOrDigit(c) || c == '.')
            ? (Published(first), "." + form.ToLowerInvariant())
            : (Published(name), null);
    }

    private VitPublishedModel Published(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return ModelRegistry.Find(name, _models) ?? throw StoreErrors.Unknown(name, _models);
    }
}
