using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace VitMlNet;

/// <summary>Loads a pipeline whose weights files stand beside it.</summary>
internal static class PipelineLoader
{
    public static ITransformer Load(MLContext context, string zipPath, VitSessionOptions? session, out DataViewSchema inputSchema)
    {
        string zip = Path.GetFullPath(zipPath);
        string folder = Path.GetDirectoryName(zip)!;
        string[] weights = CheckWeights(zip, folder);
        OnnxSessionOptions usual = context.GetOnnxSessionOption();
        try
        {
            if (session is not null)
                context.SetOnnxSessionOption(new OnnxSessionOptions { CreateSessionOptions = () => SessionFactory.CreateOptions(zip, session) });

            // ML.NET writes the model's graph to its folder of temporary files, and ONNX Runtime looks for the weights beside the graph.
            ITransformer loaded = weights.Length == 0
                ? context.Model.Load(zip, out inputSchema)
                : LoadBeside(context, zip, folder, out inputSchema);
            PipelineSaver.Remember(loaded, weights);
            return loaded;
        }
        catch (Exception e) when (VitException.Find(e) is { } own)
        {
            ExceptionDispatchInfo.Throw(own);
            throw;
        }
        catch (Exception e) when (SessionErrors.FindCause(e) is { } cause)
        {
            throw new VitModelException(
                $"the pipeline could not be loaded: {cause.Message} {(weights.Length == 0 ? "Save it again." : "Its folder must allow writing while it is loaded, and hold the weights that it was saved with.")}", zip, e);
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or InvalidOperationException or TargetInvocationException)
        {
            throw new VitModelException($"a pipeline that ML.NET saved is expected, and the file is damaged or something else: {e.Message} Save the pipeline again.", zip, e);
        }
        finally
        {
            if (session is not null)
                context.SetOnnxSessionOption(usual);
        }
    }

    private static ITransformer LoadBeside(MLContext context, string zip, string folder, out DataViewSchema inputSchema)
    {
        lock (context)
        {
            string usual = context.TempFilePath;
            context.TempFilePath = folder;
            try
            {
                return context.Model.Load(zip, out inputSchema);
            }
            finally
            {
                context.TempFilePath = usual;
            }
        }
    }

    private static string[] CheckWeights(string zip, string folder)
    {
        IReadOnlyList<WeightsManifest.Entry> entries;
        try
        {
            entries = WeightsManifest.Read(zip);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new VitModelException("there is no such file. Check the path.", zip, e);
        }
        catch (Exception e) when (e is InvalidDataException or System.Text.Json.JsonException or IOException or UnauthorizedAccessException)
        {
            throw new VitModelException($"a pipeline that ML.NET saved is expected, and the file cannot be read as one: {e.Message} Save the pipeline again.", zip, e);
        }

        foreach (WeightsManifest.Entry entry in entries)
        {
            var file = new FileInfo(Path.Combine(folder, Path.GetFileName(entry.Name)));
            if (!file.Exists || file.Length != entry.Length)
            {
                throw new VitModelException(
                    $"its weights are expected in '{file.FullName}', {entry.Length} bytes, and {(file.Exists ? $"that file has {file.Length}" : "there is no such file")}. Copy the weights file along with the pipeline, under its name.",
                    zip);
            }
        }

        return entries.Select(entry => Path.Combine(folder, Path.GetFileName(entry.Name))).ToArray();
    }
}
