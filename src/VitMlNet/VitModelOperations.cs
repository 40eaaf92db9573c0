using Microsoft.ML;

namespace VitMlNet;

/// <summary>Prediction, saving and loading for pipelines with Vision Transformers: the extension methods of <c>mlContext.Model</c>.</summary>
public static class VitModelOperations
{
    /// <summary>Creates a predictor over a fitted or loaded pipeline that classifies photographs: thread-safe, in batches, without rows.</summary>
    /// <remarks>
    /// The pipeline consists of <see cref="VitCatalog.VitClassifyImage"/>, or of <see cref="VitCatalog.VitFeaturizeImage"/> and what a multiclass
    /// trainer learned from its features, up to the column <c>Score</c>. It must not be disposed before the predictor. The predictor
    /// shares the pipeline's weights.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="options">How photographs are read and the model is run, or <see langword="null"/> for what the pipeline was created with.</param>
    /// <returns>The predictor, which the caller disposes.</returns>
    /// <exception cref="ArgumentException">The pipeline is another one; the message says which part does not fit.</exception>
    public static VitPredictor CreateVitPredictor(this ModelOperationsCatalog catalog, ITransformer pipeline, VitPredictorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(pipeline);
        return TrainedPipeline.CreatePredictor(pipeline, options);
    }

    /// <summary>Creates an engine that predicts one row at a time and does not dispose the transformer with itself.</summary>
    /// <remarks>
    /// ML.NET's own engines dispose the transformer, and with it the model that other engines use. An engine is for one thread at a
    /// time: create one for each thread over the same transformer, or use <see cref="CreateVitPredictor"/>. Dispose the transformer last.
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

    /// <summary>Saves a fitted pipeline as a zip archive, with the model files that it needs beside it.</summary>
    /// <remarks>
    /// A pipeline whose models have their weights in the model file becomes one self-contained archive, which ML.NET's
    /// <c>Model.Load</c> opens too. Where the weights are in a file of their own, the model's files are copied into the archive's folder
    /// under their own names, unless they are there already. No file is ever half-written, and no weights are loaded.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="transformer">The fitted pipeline, or one that <see cref="LoadVit"/> returned.</param>
    /// <param name="inputSchema">The columns that come in, or <see langword="null"/>; ML.NET saves no columns of images.</param>
    /// <param name="path">The archive to write.</param>
    /// <param name="progress">Receives the finished share of the copying, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the copying early.</param>
    /// <exception cref="VitModelException">The files cannot be written, or the folder holds other files of the same names.</exception>
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
        new PipelineSaver(catalog, path, progress, cancellationToken).Save(transformer, inputSchema);
    }

    /// <summary>Saves a trained classifier of photographs as one model file: the network, the classifier and the names of its classes.</summary>
    /// <remarks>
    /// <para>
    /// The file has the features, and <c>logits</c> or <c>probabilities</c> of the trained classes in place of the network's own, which is left
    /// out. <see cref="VitModel.Open(string, VitModelOptions)"/>, the tool and every ONNX runtime take it as any other model file. Its
    /// probabilities are those of the pipeline within 1e-5, which is checked before anything is written.
    /// </para>
    /// <para>
    /// Between the features and the trainer there may be normalizations; the trainer is a linear one with probabilities
    /// (<c>LbfgsMaximumEntropy</c>, <c>SdcaMaximumEntropy</c>), LightGBM, or <c>OneVersusAll</c> of linear ones or of trees. What cannot be
    /// expressed is refused; <see cref="SaveVit"/> saves every pipeline. Limits and colours of <see cref="VitPredictorOptions.Images"/> are not part
    /// of a model file.
    /// </para>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="transformer">The fitted or loaded pipeline: <see cref="VitCatalog.VitFeaturizeImage"/> and what was trained on its features.</param>
    /// <param name="inputSchema">The columns that come in, or <see langword="null"/>; they are checked to fit.</param>
    /// <param name="path">
    /// The model file to write (<c>.onnx</c>). A network with its weights in a file of their own has them copied to <c>path.data</c>.
    /// </param>
    /// <param name="metadata">Further entries of the file's metadata, such as a licence; keys that begin with <c>vitmlnet.</c> are the library's own.</param>
    /// <param name="progress">Receives the finished share of the copying, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the copying early.</param>
    /// <exception cref="ArgumentException">The pipeline cannot be expressed in a model file; the message says which part, and what to do.</exception>
    /// <exception cref="VitModelException">The network cannot be read, or the files cannot be written; none is half-written.</exception>
    /// <exception cref="OperationCanceledException">The saving was cancelled.</exception>
    public static void SaveVitClassifier(
        this ModelOperationsCatalog catalog,
        ITransformer transformer,
        DataViewSchema? inputSchema,
        string path,
        IReadOnlyDictionary<string, string>? metadata = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentException.ThrowIfNullOrEmpty(path);
        new ClassifierFile(catalog, path, metadata ?? new Dictionary<string, string>(), progress, cancellationToken).Save(transformer, inputSchema);
    }

    /// <summary>Loads a pipeline that <see cref="SaveVit"/> or <c>Model.Save</c> saved.</summary>
    /// <remarks>
    /// What <see cref="SaveVit"/> saved means the same as before: it scores in batches, takes paths, encoded files or images, whichever
    /// the rows have, and shares its weights with everything else in the process that has the same model. Its folder may be read-only.
    /// What <c>Model.Save</c> saved comes back as a chain of ML.NET's own transformers, as <c>Model.Load</c> returns it.
    /// <para>
    /// A saved pipeline is not only data: ML.NET loads the assemblies that it names, and so runs their code. This method refuses names
    /// other than those of ML.NET, of VitMlNet and of <paramref name="trustedAssemblies"/>; <c>Model.Load</c> loads them all. Steps with
    /// mappings of your own need your assembly in that list. See docs/security.md.
    /// </para>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="path">The archive.</param>
    /// <param name="inputSchema">The columns that come in; null where they were not saved.</param>
    /// <param name="session">How its models are run, which is not saved; <see langword="null"/> for the defaults.</param>
    /// <param name="trustedAssemblies">The simple names of further assemblies that the pipeline may have loaded; <see langword="null"/> for none.</param>
    /// <returns>The pipeline, which is to be disposed when it is no longer used.</returns>
    /// <exception cref="VitModelException">
    /// The archive is absent, damaged or something else, or names an assembly that is not trusted, or its model files are not beside it.
    /// </exception>
    public static ITransformer LoadVit(
        this ModelOperationsCatalog catalog,
        string path,
        out DataViewSchema inputSchema,
        VitSessionOptions? session = null,
        IReadOnlyCollection<string>? trustedAssemblies = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new PipelineLoader(catalog, path, session, trustedAssemblies).Load(out inputSchema);
    }
}
