using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace VitMlNet;

/// <summary>
/// Builds a chain of ML.NET's own estimators that uses column names of its own: the user's columns with those names are kept aside
/// meanwhile, and only what was asked for is left at the end.
/// </summary>
internal sealed class StepList(TransformsCatalog catalog, InputColumns columns)
{
    private readonly List<IEstimator<ITransformer>> _steps = [];
    private readonly List<GraphFile> _graphs = [];
    private readonly List<string> _kept = [];
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    public TransformsCatalog Catalog => catalog;

    public InputColumns Columns => columns;

    public void Add(IEstimator<ITransformer> step, params ReadOnlySpan<string> ownColumns)
    {
        foreach (string column in ownColumns)
            _own.Add(column);
        _steps.Add(step);
    }

    /// <summary>Keeps the user's column of this name aside, if there is one, until <see cref="Finish"/>.</summary>
    public void Reserve(string name)
    {
        if (columns.Contains(name) && !_kept.Contains(name))
        {
            Copy(name, ColumnNames.Kept(name));
            _kept.Add(name);
        }

        _own.Add(name);
    }

    /// <summary>Copies a column to one of the chain's own.</summary>
    public void Copy(string from, string toOwn) => Add(catalog.CopyColumns(toOwn, from), toOwn);

    /// <summary>Copies a column to one that is left at the end.</summary>
    public void Output(string from, string to) => _steps.Add(catalog.CopyColumns(to, from));

    /// <summary>Runs a small graph that is made in memory.</summary>
    public void AddGraph(byte[] graph, string[] inputs, string[] outputs, params ReadOnlySpan<(string Input, int[] Shape)> shapes)
    {
        var options = new OnnxOptions { InputColumns = inputs, OutputColumns = outputs, IntraOpNumThreads = 1 };
        foreach ((string input, int[] shape) in shapes)
            (options.ShapeDictionary ??= new Dictionary<string, int[]>()).Add(input, shape);
        AddFile(new GraphFile(graph), options);
        foreach (string column in outputs)
            _own.Add(column);
    }

    /// <summary>
    /// Adds the model itself for saving, without loading its weights: from the column <c>image</c> to the named outputs, which the caller
    /// has reserved.
    /// </summary>
    public void AddSavedModel(VitModel model, VitSessionOptions session, string[] outputs, bool hasSizedPixels)
    {
        OnnxOptions options = CreateModelOptions(model, session, outputs, hasSizedPixels);
        options.GpuDeviceId = null;
        AddFile(new GraphFile(StubGraph.Create(model, outputs), model.Storage), options);
        foreach (string column in outputs)
            _own.Add(column);
    }

    /// <summary>Runs the model itself, from the column <c>image</c> to the named outputs, which the caller has reserved.</summary>
    /// <exception cref="VitModelException">ONNX Runtime cannot load the model, or ML.NET cannot use the execution provider.</exception>
    public void AddModel(VitModel model, VitSessionOptions session, string[] outputs, bool hasSizedPixels)
    {
        if (session.ExecutionProvider is not (VitExecutionProvider.Cpu or VitExecutionProvider.Cuda))
        {
            throw new VitModelException(
                $"ML.NET's ApplyOnnxModel runs models on the processor or with CUDA, and {session.ExecutionProvider} is "
                + "asked for. Use VitClassifyImage or VitFeaturizeImage for other execution providers.",
                model.Path);
        }

        if (!model.Input.IsPlain)
        {
            throw new VitModelException(
                "ML.NET's ApplyOnnxModel feeds float32 pixels in a batch of any size or one by one, and the model wants others. Use VitClassifyImage or "
                    + "VitFeaturizeImage, which take it.",
                model.Path);
        }

        OnnxOptions options = CreateModelOptions(model, session, outputs, hasSizedPixels);
        options.ModelFile = model.Path;
        OnnxRuntimeEnvironment.EnsureCreated();
        try
        {
            Add(catalog.ApplyOnnxModel(options), outputs);
        }
        catch (Exception e) when (SessionErrors.FindCause(e) is { } cause)
        {
            if (options.GpuDeviceId is null)
                throw SessionErrors.ModelFailed(model, cause);

            // ML.NET falls back from a device that fails, but not from a runtime that was built without devices.
            if (cause is not EntryPointNotFoundException || !options.FallbackToCpu)
                throw SessionErrors.ProviderFailed(model.Path, session.ExecutionProvider, cause);
            AddModel(model, new VitSessionOptions { ThreadCount = session.ThreadCount }, outputs, hasSizedPixels);
        }
    }

    /// <summary>The shape of pixels in a column without a fixed size: ML.NET feeds such a column where one dimension is left open.</summary>
    public static int[] OpenShape(VitModel model) => [.. model.Input.Shape(1, -1).Select(side => (int)side)];

    /// <summary>The chain, which ends by restoring the kept columns and dropping its own, less those that are wanted.</summary>
    public StepChain Finish(IEnumerable<string> wanted)
    {
        var stays = new HashSet<string>(wanted, StringComparer.Ordinal);
        foreach (string column in _kept.Where(column => !stays.Contains(column)))
        {
            Output(ColumnNames.Kept(column), column);
            stays.Add(column);
        }

        string[] dropped = _own.Where(column => !stays.Contains(column)).ToArray();
        if (dropped.Length > 0)
            _steps.Add(catalog.DropColumns(dropped));
        var chain = new EstimatorChain<ITransformer>();
        foreach (IEstimator<ITransformer> step in _steps)
            chain = chain.Append(step);
        return new StepChain(chain, _graphs);
    }

    private void AddFile(GraphFile file, OnnxOptions options)
    {
        _graphs.Add(file);
        OnnxRuntimeEnvironment.EnsureCreated();
        Add(file.Open(path =>
        {
            options.ModelFile = path;
            return catalog.ApplyOnnxModel(options);
        }));
    }

    private OnnxOptions CreateModelOptions(VitModel model, VitSessionOptions session, string[] outputs, bool hasSizedPixels)
    {
        string input = model.Input.Name;
        if (input != ColumnNames.Pixels)
        {
            // ML.NET binds columns by the names in the graph.
            Reserve(input);
            Copy(ColumnNames.Pixels, input);
        }

        var options = new OnnxOptions
        {
            InputColumns = [input],
            OutputColumns = outputs,
            GpuDeviceId = session.ExecutionProvider == VitExecutionProvider.Cuda ? session.DeviceId : null,
            FallbackToCpu = session.FallbackToCpu,
            IntraOpNumThreads = session.ThreadCount,
            InterOpNumThreads = session.ThreadCount is null ? null : 1,
        };
        if (!hasSizedPixels || model.Input.IsOpen)
            options.ShapeDictionary = new Dictionary<string, int[]> { [input] = hasSizedPixels ? SizedShape(model) : OpenShape(model) };
        return options;
    }

    private static int[] SizedShape(VitModel model) => [.. model.Input.Shape(1, model.Height).Select(side => (int)side)];
}
