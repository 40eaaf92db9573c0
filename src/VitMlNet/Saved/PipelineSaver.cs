using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace VitMlNet;

/// <summary>Saves a pipeline as one zip archive with the weights files that belong to it beside it.</summary>
internal sealed class PipelineSaver(string zipPath, IProgress<double>? progress, CancellationToken cancellationToken)
{
    // ML.NET's loaded transformers do not say where their weights came from; this remembers it, for saving them again.
    private static readonly ConditionalWeakTable<ITransformer, string[]> LoadedWeights = [];

    private readonly string _zip = Path.GetFullPath(zipPath);
    private long _total;
    private long _done;

    public static void Remember(ITransformer loaded, IEnumerable<string> weights) => LoadedWeights.AddOrUpdate(loaded, weights.ToArray());

    public void Save(ITransformer transformer, Action<string> saveZip)
    {
        var weights = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string file in FindWeights(transformer))
        {
            string name = Path.GetFileName(file);
            if (weights.TryGetValue(name, out string? other) && other != file)
                throw new VitModelException($"two models of one pipeline have weights files of the same name, '{other}' and '{file}', and only one can stand beside the saved pipeline. Convert one of them to another name.", _zip);
            weights[name] = file;
        }

        _total = weights.Values.Sum(file => new FileInfo(file).Length);
        string pending = FileCopy.PendingName(_zip);
        try
        {
            saveZip(pending);
            WeightsManifest.Write(pending, weights.Select(pair => new WeightsManifest.Entry(pair.Key, new FileInfo(pair.Value).Length)).ToArray());
            foreach ((string name, string file) in weights)
                Place(file, Path.Combine(Path.GetDirectoryName(_zip)!, name));
            cancellationToken.ThrowIfCancellationRequested();
            File.Move(pending, _zip, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitModelException($"the pipeline could not be saved: {e.Message} Check the folder, its permissions and the space on the disk.", _zip, e);
        }
        finally
        {
            FileCopy.Remove(pending);
        }

        progress?.Report(1);
    }

    private void Place(string source, string target)
    {
        if (Path.GetFullPath(source) == target)
            return;
        if (!File.Exists(target))
        {
            FileCopy.Copy(source, target, Advance, cancellationToken);
            return;
        }

        long before = _done;
        if (!FileCopy.AreEqual(source, target, Advance, cancellationToken))
            throw new VitModelException($"the folder already has other weights of the name '{Path.GetFileName(target)}'. Save the pipeline in another folder, or remove that file if nothing needs it.", _zip);
        _done = before + new FileInfo(source).Length;
    }

    private void Advance(int bytes)
    {
        _done += bytes;
        if (_total > 0)
            progress?.Report((double)_done / _total);
    }

    private static IEnumerable<string> FindWeights(ITransformer transformer)
    {
        if (LoadedWeights.TryGetValue(transformer, out string[]? loaded))
            return loaded;
        return transformer switch
        {
            IUsesModel { Model.WeightsPath: { } path } => [path],
            IEnumerable<ITransformer> chain => chain.SelectMany(FindWeights).Distinct(),
            _ => [],
        };
    }
}
