namespace VitMlNet.Cli;

/// <summary>The photographs to learn from, and where a folder or a manifest of their own names them, those for testing, with their features.</summary>
internal sealed class TrainingPhotographs
{
    private readonly LabelledPhotographs learnt;
    private readonly LabelledPhotographs? tested;
    private readonly HashSet<string> testedPaths;
    private readonly List<TrainingImage> learntImages = [];
    private readonly List<TrainingImage> testedImages = [];

    private TrainingPhotographs(LabelledPhotographs learnt, LabelledPhotographs? tested)
    {
        (this.learnt, this.tested) = (learnt, tested);
        testedPaths = [.. tested?.Images.Paths ?? []];
        Images = ImageFiles.Of(learnt.Images.Paths.Concat(testedPaths), learnt.Images.Skipped);
    }

    /// <summary>All photographs.</summary>
    public ImageFiles Images { get; }

    /// <summary>The folders and manifests that named them.</summary>
    public IEnumerable<string> Sources => tested is null ? [learnt.Source] : [learnt.Source, tested.Source];

    /// <summary>The folder that paths are shown relative to.</summary>
    public string Folder => learnt.Folder;

    /// <summary>Those to learn from, of which some may be kept for testing; each has its features.</summary>
    public IReadOnlyList<TrainingImage> Learnt => learntImages;

    /// <summary>Those for testing alone.</summary>
    public IReadOnlyList<TrainingImage> Tested => testedImages;

    /// <summary>Finds them.</summary>
    /// <param name="source">The folder or the manifest to learn from.</param>
    /// <param name="test">That for testing, or null.</param>
    /// <param name="token">Ends the search early.</param>
    /// <exception cref="UsageException">A photograph for testing is of another class, or is among those to learn from.</exception>
    public static TrainingPhotographs Find(string source, string? test, CancellationToken token)
    {
        LabelledPhotographs learnt = LabelledPhotographs.Find(source, token);
        if (test is null)
            return new TrainingPhotographs(learnt, null);
        LabelledPhotographs tested = LabelledPhotographs.FindAny(test, token);
        HashSet<string> classes = [.. learnt.Images.Paths.Select(learnt.LabelOf)];
        string[] unknown = [.. tested.Images.Paths.Select(tested.LabelOf).Distinct().Where(label => !classes.Contains(label)).Order(StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            throw new UsageException(
                $"--test {test}: the classes of {source} are expected, and {string.Join(", ", unknown.Select(label => $"'{label}'"))} is none of them.");
        }

        HashSet<string> full = [.. learnt.Images.Paths.Select(Path.GetFullPath)];
        if (tested.Images.Paths.FirstOrDefault(path => full.Contains(Path.GetFullPath(path))) is { } both)
            throw new UsageException($"--test {test}: '{both}' is also among the photographs to learn from; leave it out of one of them.");
        return new TrainingPhotographs(learnt, tested);
    }

    public string LabelOf(string path) => testedPaths.Contains(path) ? tested!.LabelOf(path) : learnt.LabelOf(path);

    /// <summary>A photograph's path as messages show it.</summary>
    public string Shown(string path) => EvaluationReport.Shown(Folder, path);

    public void AddFeatures(string path, float[] features) => (testedPaths.Contains(path) ? testedImages : learntImages).Add(
        new TrainingImage { ImagePath = path, Label = LabelOf(path), Features = features });

    /// <summary>Makes sure that enough photographs could be read.</summary>
    /// <exception cref="UsageException">They could not.</exception>
    public void CheckReadable()
    {
        LabelledPhotographs.CheckClasses(learnt.Source, learntImages.Select(image => image.Label), "readable ");
        if (tested is not null && testedImages.Count == 0)
            throw new UsageException($"--test {tested.Source}: none of its images could be read, so that there is nothing to measure with.");
    }
}
