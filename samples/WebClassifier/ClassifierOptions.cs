using System.ComponentModel.DataAnnotations;

namespace WebClassifier;

/// <summary>
/// The section <c>Classifier</c> of the configuration: <c>appsettings.json</c>, <c>Classifier__NAME</c> in the environment,
/// <c>--Classifier:NAME</c>.
/// </summary>
public sealed class ClassifierOptions
{
    private const string Shortest = "00:00:00.1";
    private const string Longest = "1.00:00:00";

    /// <summary>The model file (<c>.onnx</c>), the folder that one is in, or a trained pipeline (<c>.zip</c>); relative to the program's folder, and the demo model by default.</summary>
    [Required]
    public string ModelPath { get; set; } = "vit-demo.onnx";

    /// <summary>How many classes an answer lists.</summary>
    [Range(1, 1000)]
    public int TopCount { get; set; } = 5;

    /// <summary>The most bytes of a photograph.</summary>
    [Range(1, 1 << 30)]
    public long MaxUploadBytes { get; set; } = 20 << 20;

    /// <summary>The most bytes of all photographs that are arriving, waiting or being classified; a request that would need more gets 503.</summary>
    [Range(1, long.MaxValue)]
    public long MaxTotalUploadBytes { get; set; } = 512 << 20;

    /// <summary>The most pixels of a photograph, which take 4 bytes each while one that is no JPEG is decoded.</summary>
    [Range(1, 1_000_000_000)]
    public long MaxPixels { get; set; } = 50_000_000;

    /// <summary>How many photographs may be waiting or being classified at the same time; a request beyond them gets 503.</summary>
    [Range(1, 100_000)]
    public int QueueLength { get; set; } = 64;

    /// <summary>How long a photograph that has arrived may take to be classified.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an upload may take.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How slow an upload may be after its first five seconds.</summary>
    [Range(1, 1 << 30)]
    public double MinUploadBytesPerSecond { get; set; } = 1000;

    /// <summary>How long a request's headers may take.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long requests under way may take to finish when the program ends.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
