namespace VitMlNet.Inference.Tests;

/// <summary>A folder as a tool leaves it: a small model, and files beside it.</summary>
internal sealed class FolderScene : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path(params string[] parts) => System.IO.Path.Combine([_folder.Path, .. parts]);

    /// <summary>The only photograph.</summary>
    public string Photograph
    {
        get
        {
            string path = Path("photo.png");
            if (!File.Exists(path))
                File.WriteAllBytes(path, PngFile.Write(TestPicture.Noise(20, 31, 5)));
            return path;
        }
    }

    /// <summary>Writes a file of text into the folder, or a folder in it.</summary>
    public FolderScene With(string name, string text)
    {
        string path = Path(name.Split('/'));
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    /// <summary>Writes the model into the folder, or a folder in it.</summary>
    public FolderScene With(string name, OtherExport export)
    {
        string path = Path(name.Split('/'));
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        export.Write(path);
        return this;
    }

    public VitModel Open(string name = "model.onnx", VitModelOptions? options = null) => VitModel.Open(Path(name.Split('/')), options);

    public string Refuses(string name = "model.onnx", VitModelOptions? options = null) =>
        Assert.ThrowsExactly<VitModelException>(() => Open(name, options)).Message;

    public void Dispose() => _folder.Dispose();
}
