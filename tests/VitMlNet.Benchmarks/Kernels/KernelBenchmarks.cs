using BenchmarkDotNet.Attributes;

namespace VitMlNet.Benchmarks.Kernels;

/// <summary>From decoded pixels to the model's: the resizing kernels by themselves.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private readonly float[] _pixels = new float[224 * 224 * 3];
    private ImagePreprocessor _google = null!;
    private ImagePreprocessor _timm = null!;
    private PictureRows _image = null!;

    /// <summary>The width of the picture; its height is three quarters of it.</summary>
    [Params(500, 4000)]
    public int Width { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        int height = Width * 3 / 4;
        var bytes = new byte[Width * height * 4];
        new Random(1).NextBytes(bytes);
        for (int i = 3; i < bytes.Length; i += 4)
            bytes[i] = 255;
        _image = VitImage.FromPixels(Width, height, bytes).GetRows();
        _google = new ImagePreprocessor(VitPreprocessing.Google, 224, 224);
        _timm = new ImagePreprocessor(VitPreprocessing.Timm, 224, 224);
    }

    [Benchmark(Baseline = true)]
    public void Google() => _google.FromPicture(_image, _pixels);

    [Benchmark]
    public void Timm() => _timm.FromPicture(_image, _pixels);
}
