
namespace VitMlNet.Cli;

/// <summary>Which model file a command uses.</summary>
internal static class ModelChoice
{
    /// <summary>The environment variable that names the model when <c>--model</c> does not.</summary>
    public const string Variable = "VITMLNET_MODEL";

    /// <summary>The name of the model that ships with the tool.</summary>
    public const string Demo = "vit-demo";

    /// <summary>The names that can be given here: the models on this machine, and the one that ships.</summary>
    public static IEnumerable<string> Names => new VitModelStore().GetStored().Select(stored => stored.Name).Append(Demo).Order(StringComparer.Ordinal);

    /// <summary>Where the model that ships with the tool is, if it is there.</summary>
    public static string DemoPath => Path.Combine(AppContext.BaseDirectory, Demo + ".onnx");

    /// <summary>
    /// The model file, or the folder with one, that was named, or else the environment variable's, or else the one that ships, in which case
    /// <paramref name="say"/> is called. A name is that of a file, <see cref="Demo"/>, or that of a published model that was pulled.
    /// </summary>
    /// <exception cref="UsageException">
    /// The file is a checkpoint or a pipeline, the published model was not pulled, nothing has that name, or none is named and none ships.
    /// </exception>
    public static string Resolve(string? given, Action<string> say)
    {
        string? named = string.IsNullOrWhiteSpace(given) ? Environment.GetEnvironmentVariable(Variable) : given;
        if (string.IsNullOrWhiteSpace(named))
        {
            say($"no model is named: using {Demo}, a small model of 17 kinds of everyday things; "
                + "name another with --model FILE.onnx or --model NAME, see 'vitmlnet models'");
            named = Demo;
        }

        if (File.Exists(named))
        {
            return FileKinds.Find(named) switch
            {
                FileKind.Checkpoint => throw new UsageException(
                    $"{named}: this is a checkpoint, and a model file is needed; make one with 'vitmlnet convert {named} --output FILE.onnx'."),
                FileKind.Pipeline => throw new UsageException(
                    $"{named}: this is a saved pipeline, and a model file is needed; classify photographs with 'vitmlnet predict {named} PATH', "
                    + "or measure it with 'vitmlnet evaluate FOLDER --model FILE.zip'."),
                _ => named,
            };
        }

        if (VitModel.IsModelFolder(named))
            return named;
        if (Directory.Exists(named))
        {
            throw new UsageException(FileKinds.Find(named) == FileKind.Checkpoint
                ? $"{named}: this is a checkpoint, and a model file is needed; make one with 'vitmlnet convert {named} --output FILE.onnx'."
                : $"{named}: there is no .onnx file in this folder, nor in its subfolder onnx; name a model file, or a folder with one.");
        }

        if (named == Demo)
            return File.Exists(DemoPath) ? DemoPath : throw DemoAbsent();
        if (Path.GetExtension(named).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
            return named;
        return Pulled(named);
    }

    private static string Pulled(string named)
    {
        var store = new VitModelStore();
        if (VitModelStore.IsAddress(named))
            return store.Find(named) ?? throw new UsageException($"{named}: the model is not on this machine; fetch it with 'vitmlnet pull {named}'.");
        // r50-l32, or r50-l32.int8: the form follows a dot.
        string name = VitModelStore.FindPublished(named) is null ? named.Split('.')[0] : named;
        if (name.Length == 0 || VitModelStore.FindPublished(name) is not { } model)
            throw Unknown(named);
        if (store.Find(named) is { } path)
            return path;
        VitStoredModel[] forms = [.. store.GetStored().Where(stored => stored.Model == model)];
        throw new UsageException(forms.Length > 0
            ? $"{named}: this form of the model is not on this machine, unlike {string.Join(" and ", forms.Select(form => form.Name))}; "
                + $"name one of those, or fetch the other with 'vitmlnet pull {model.Name}'."
            : $"{named}: the model is not on this machine; fetch it with 'vitmlnet pull {model.Name}' ({Quantity.Bytes(model.CheckpointBytes)}).");
    }

    private static UsageException Unknown(string named)
    {
        string[] near = [.. VitModelStore.Suggest(named)];
        string hint = near.Length > 0 ? $"did you mean {string.Join(" or ", near)}? " : "";
        return new UsageException($"{named}: there is no such model file, and no model of this name; {hint}'vitmlnet models' lists them.");
    }

    private static UsageException DemoAbsent() => new(
        $"{DemoPath}: the model that ships with the tool is absent. Name one with --model FILE.onnx, or in the environment variable {Variable}; "
        + "'vitmlnet pull NAME' fetches a published one.");
}
