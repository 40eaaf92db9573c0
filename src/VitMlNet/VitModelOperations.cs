using Microsoft.ML;
using Microsoft.ML.Transforms.Image;

namespace VitMlNet;

/// <summary>Prediction engines, saving and loading for pipelines with Vision Transformers: the extension methods of <c>mlContext.Model</c>.</summary>
public static class VitModelOperations
{
    /// <summary>Makes an engine that predicts one row at a time and leaves the transformer alone when it is disposed.</summary>
    /// <remarks>
    /// ML.NET's own engines dispose the transformer, and with it the model that other engines use. An engine is for one thread at a
    /// time; make one for each thread, over the same transformer. Dispose the transformer last.
    /// </remarks>
    /// <typeparam name="TSource">The row that goes in.</typeparam>
    /// <typeparam name="TDestination">The row that comes out.</typeparam>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="transformer">The fitted or loaded pipeline.</param>
    /// <returns>The engine.</returns>
    public static PredictionEngine<TSource, TDestination> CreateVitPredictionEngine<TSource, TDestination>(
        this ModelOperationsCatalog catalog, ITransformer transformer)
        where TSource : class
        where TDestination : class, new()
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(transformer);
        return catalog.CreatePredictionEngine<TSource, TDestination>(transformer, new PredictionEngineOptions { OwnsTransformer = false });
    }

    /// <summary>Saves a fitted pipeline as a zip archive, with the weights files that its models need beside it.</summary>
    /// <remarks>
    /// A pipeline whose models have their weights in the model file is one self-contained archive: <c>Model.Save</c> and
    /// <c>Model.Load</c> do for it too. Where the weights are in a file of their own, that file is copied into the archive's folder
    /// under its own name, unless it is already there; <see cref="LoadVit"/> finds it. Neither file is ever half-written.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="transformer">The fitted pipeline, or one that <see cref="LoadVit"/> gave.</param>
    /// <param name="inputSchema">The columns that go in, or <see langword="null"/>; ML.NET saves no columns of images.</param>
    /// <param name="path">The archive to write.</param>
    /// <param name="progress">Is told the finished share of the copying, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the copying early.</param>
    /// <exception cref="VitModelException">The files cannot be written, or the folder holds other weights of the same name.</exception>
    /// <exception cref="OperationCanceledException">The saving was cancelled.</exception>
    public static void SaveVit(
        this ModelOperationsCatalog catalog,
        ITransformer transformer,
        DataViewSchema? inputSchema,
        string path,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentException.ThrowIfNullOrEmpty(path);

        // ML.NET leaves columns of images out of the schema that it saves, and fails when no other is left.
        bool hasSavableColumn = inputSchema?.Any(column => !column.IsHidden && column.Type is not ImageDataViewType) ?? false;
        new PipelineSaver(path, progress, cancellationToken).Save(
            transformer, file => catalog.Save(transformer, hasSavableColumn ? inputSchema : null, file));
    }

    /// <summary>Loads a pipeline that <see cref="SaveVit"/> or <c>Model.Save</c> saved.</summary>
    /// <remarks>
    /// Where weights files stand beside the archive, its folder must allow writing while this runs, and
    /// <see cref="MLContext.TempFilePath"/> is that folder meanwhile: use the context for nothing else at the same time.
    /// </remarks>
    /// <param name="context">The ML.NET context.</param>
    /// <param name="path">The archive.</param>
    /// <param name="inputSchema">The columns that go in; null where they were not saved.</param>
    /// <param name="session">
    /// How its models are run, the execution provider and the threads, which ML.NET does not save; <see langword="null"/> for what the
    /// archive and the context say.
    /// </param>
    /// <returns>The pipeline, a chain of ML.NET's own transformers that gives the same results as the saved one.</returns>
    /// <exception cref="VitModelException">The archive is absent or damaged, or its weights are not beside it.</exception>
    public static ITransformer LoadVit(this MLContext context, string path, out DataViewSchema inputSchema, VitSessionOptions? session = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return PipelineLoader.Load(context, path, session, out inputSchema);
    }
}
