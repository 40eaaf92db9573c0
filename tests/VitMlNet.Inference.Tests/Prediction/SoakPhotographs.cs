namespace VitMlNet.Inference.Tests;

/// <summary>200 distinct photographs of seeded noise; every tenth is bad: not there, empty, cut off, or no picture.</summary>
internal sealed class SoakPhotographs : IDisposable
{
    public const int Count = 200;

    private readonly TemporaryFolder _folder = new();
    private readonly string[] _paths = new string[Count];
    private readonly byte[][] _files = new byte[Count][];

    public SoakPhotographs()
    {
        for (int i = 0; i < Count; i++)
        {
            byte[] file = i % 3 == 0
                ? SkiaFiles.Jpeg(TestPicture.Noise(30 + (i % 11), 50 - (i % 7), i))
                : SkiaFiles.Png(TestPicture.Noise(20 + (i % 13), 40 - (i % 5), i));
            _files[i] = (IsBad(i), i / 10 % 3) switch
            {
                (false, _) => file,
                (_, 0) => [],
                (_, 1) => file[..(file.Length / 2)],
                _ => "no picture"u8.ToArray(),
            };
            _paths[i] = _folder.Write($"{i}.image", _files[i]);
        }

        File.Delete(_paths[9]);
    }

    /// <summary>The answers of a predictor that nobody else uses.</summary>
    public SoakAnswer[] Answer(VitModel model)
    {
        using var predictor = new VitPredictor(model);
        return [.. Enumerable.Range(0, Count).Select(i => SoakAnswer.Of(() => predictor.Classify(_paths[i]), () => predictor.Featurize(_paths[i])))];
    }

    /// <summary>Classifies or featurizes a photograph, waiting for it in either way, as a file, as bytes or as a stream.</summary>
    public SoakAnswer Ask(VitPredictor predictor, int photograph, int call)
    {
        string path = _paths[photograph];
        byte[] file = _files[photograph];
        return (call % 8) switch
        {
            0 => SoakAnswer.Of(() => predictor.Classify(path), null),
            1 => SoakAnswer.Of(() => predictor.ClassifyAsync(path).GetAwaiter().GetResult(), null),
            2 => SoakAnswer.Of(null, () => predictor.Featurize(path)),
            3 => SoakAnswer.Of(null, () => predictor.FeaturizeAsync(path).GetAwaiter().GetResult()),
            4 => SoakAnswer.Of(() => predictor.Classify(file), null),
            5 => SoakAnswer.Of(() => predictor.ClassifyAsync(new MemoryStream(file)).GetAwaiter().GetResult(), null),
            6 => SoakAnswer.Of(null, () => predictor.Featurize(new MemoryStream(file))),
            _ => SoakAnswer.Of(null, () => predictor.FeaturizeAsync(file).GetAwaiter().GetResult()),
        };
    }

    public void Dispose() => _folder.Dispose();

    private static bool IsBad(int photograph) => photograph % 10 == 9;
}

/// <summary>What a photograph got: a label with its scores, features, or an error.</summary>
internal sealed record SoakAnswer(string? Label, float[]? Scores, float[]? Features, bool IsError)
{
    private const float Tolerance = 1e-5f;

    public static SoakAnswer Of(Func<VitClassification>? classify, Func<float[]>? featurize)
    {
        try
        {
            VitClassification? classified = classify?.Invoke();
            return new SoakAnswer(classified?.Label, classified?.Scores.ToArray(), featurize?.Invoke(), false);
        }
        catch (VitImageException)
        {
            return new SoakAnswer(null, null, null, true);
        }
    }

    /// <summary>Compares what there is with the whole answer of the photograph alone.</summary>
    public bool IsNear(SoakAnswer alone) =>
        IsError == alone.IsError
        && (Scores is null || (Label == alone.Label && AreNear(Scores, alone.Scores!)))
        && (Features is null || AreNear(Features, alone.Features!));

    public void AssertNear(SoakAnswer alone) => Assert.IsTrue(IsNear(alone), $"{this} is not {alone}");

    public override string ToString() => IsError ? "an error" : $"{Label} {string.Join(' ', (Scores ?? Features)!.Take(4))}";

    private static bool AreNear(float[] first, float[] second) =>
        first.Length == second.Length && first.Zip(second).All(pair => Math.Abs(pair.First - pair.Second) <= Tolerance);
}
