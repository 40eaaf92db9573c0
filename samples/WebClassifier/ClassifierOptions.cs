using System.ComponentModel.DataAnnotations;

namespace WebClassifier;

/// <summary>The section <c>Classifier</c> of the configuration: <c>appsettings.json</c>, <c>Classifier__NAME</c> in the environment, <c>--Classifier:NAME</c>.</summary>
public sealed class ClassifierOptions
{
    /// <summary>The model file; relative to the program's folder, and the demo model by default.</summary>
    [Required]
    public string ModelPath { get; set; } = "vit-demo.onnx";

    /// <summary>How many classes an answer lists.</summary>
    [Range(1, 1000)]
    public int TopCount { get; set; } = 5;

    /// <summary>The most bytes of a photograph. All uploads under way together take at most this much for each request in the queue.</summary>
    [Range(1, 1 << 30)]
    public long MaxUploadBytes { get; set; } = 20 << 20;

    /// <summary>The most pixels of a photograph, which take 4 bytes each while one that is no JPEG is decoded.</summary>
    [Range(1, 1_000_000_000)]
    public long MaxPixels { get; set; } = 50_000_000;

    /// <summary>How many photographs are classified at the same time, each on one thread; 0 for one on each core.</summary>
    [Range(0, 1024)]
    public int EngineCount { get; set; }

    /// <summary>How many more requests may be uploading or waiting; others are told to come back later.</summary>
    [Range(0, 100_000)]
    public int QueueLength { get; set; } = 64;

    /// <summary>How long a photograph may wait for its turn.</summary>
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an upload may take.</summary>
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How slow an upload may be after its first five seconds.</summary>
    [Range(1, 1 << 30)]
    public double MinUploadBytesPerSecond { get; set; } = 1000;

    /// <summary>How long a request's headers may take.</summary>
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long requests under way may take to finish when the program ends.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The engines, as a number.</summary>
    public int ResolvedEngineCount => EngineCount > 0 ? EngineCount : Environment.ProcessorCount;
}
