namespace VitMlNet.Conversion.Tests.Checkpoints.Safetensors;

/// <summary>A folder of a model hub with a small Vision Transformer in timm's names.</summary>
internal sealed class TimmScene : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TimmScene(string tag = "augreg_in21k_ft_in1k", string checkpoint = "tiny_vit")
    {
        Arrays = Npz.Read(Path.Combine(RepositoryPaths.Goldens, checkpoint + ".ckpt.npz"));
        Write(TimmFile.Make(Arrays));
        Config($$$"""
            {"architecture": "vit_tiny_patch16_224", "num_classes": 10, "global_pool": "token", "model_args": {"depth": 2, "num_heads": 2},
             "pretrained_cfg": {"tag": "{{{tag}}}", "input_size": [3, 64, 64], "interpolation": "bicubic", "crop_pct": 0.9,
                                "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "num_classes": 10}}
            """);
    }

    public IReadOnlyDictionary<string, NpzArray> Arrays { get; }

    public string Folder => _folder.Path;

    public string Weights => _folder.File("model.safetensors");

    public string ConfigPath => _folder.File("config.json");

    public void Write(SafetensorsWriter writer) => File.WriteAllBytes(Weights, writer.ToArray());

    public void Config(string json) => File.WriteAllText(ConfigPath, json);

    public void ReplaceInConfig(string from, string to)
    {
        string text = File.ReadAllText(ConfigPath);
        StringAssert.Contains(text, from);
        Config(text.Replace(from, to, StringComparison.Ordinal));
    }

    public string PathOf(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();
}
