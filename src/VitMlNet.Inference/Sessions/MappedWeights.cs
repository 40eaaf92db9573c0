using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VitMlNet.ModelFile;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet;

/// <summary>
/// The external weights of a model, mapped into memory once for all its sessions, which also share what ONNX Runtime packs of them.
/// Thread-safe.
/// </summary>
internal sealed unsafe partial class MappedWeights : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _address;
    private readonly List<(string Name, OrtValue Value)> _tensors = [];

    private MappedWeights(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _address);
        _address += _view.PointerOffset;
    }

    /// <summary>What ONNX Runtime packs for its kernels, once for all sessions.</summary>
    public PrePackedWeightsContainer Packed { get; } = new();

    /// <summary>Whether a model's weights can be mapped. Windows lets nobody replace a mapped file, so that there it is not done.</summary>
    public static bool CanMap(VitModel model) => !OperatingSystem.IsWindows() && model.Storage.IsFile && model.WeightsPaths.Count == 1;

    /// <summary>Maps the weights; null where the file does not allow it, and sessions read it for themselves.</summary>
    public static MappedWeights? TryMap(VitModel model)
    {
        if (!CanMap(model))
            return null;
        MappedWeights? weights = null;
        try
        {
            GraphProto graph = ModelProto.Parser.ParseFrom(model.Storage.ReadAllBytes()).Graph;
            weights = new MappedWeights(model.WeightsPath!);
            long length = LinkedFile.Length(model.WeightsPath!) ?? 0;
            foreach (TensorProto tensor in graph.Initializer.Where(tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External))
                weights.Add(tensor, length);
            return weights;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or InvalidDataException or ArgumentException
            or Google.Protobuf.InvalidProtocolBufferException or OnnxRuntimeException)
        {
            // Opening the session says what is wrong with the files.
            weights?.Dispose();
            return null;
        }
    }

    public void AddTo(SessionOptions options)
    {
        foreach ((string name, OrtValue value) in _tensors)
            options.AddInitializer(name, value);
    }

    /// <summary>Lets the system drop the pages that opening a session has read; most are not read again, since packed copies are.</summary>
    public void DropPages()
    {
        const int DontNeed = 4;
        try
        {
            _ = Advise((nint)_address, (nuint)_view.Capacity, DontNeed);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // The system then drops them when it needs the memory.
        }
    }

    /// <summary>Unmaps the file; no session may use it any more.</summary>
    public void Dispose()
    {
        foreach ((_, OrtValue value) in _tensors)
            value.Dispose();
        Packed.Dispose();
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private void Add(TensorProto tensor, long fileLength)
    {
        long offset = Read(tensor, "offset", 0), length = Read(tensor, "length", fileLength - offset);
        if (offset < 0 || length < 0 || length > fileLength - offset)
            throw new InvalidDataException("A tensor is outside of the file.");
        _tensors.Add((tensor.Name, OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, (TensorElementType)tensor.DataType, [.. tensor.Dims], (nint)(_address + offset), length)));
    }

    private static long Read(TensorProto tensor, string key, long byDefault) =>
        tensor.ExternalData.FirstOrDefault(entry => entry.Key == key) is { } entry
            ? long.Parse(entry.Value, System.Globalization.CultureInfo.InvariantCulture)
            : byDefault;

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
