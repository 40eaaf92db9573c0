namespace VitMlNet.Packages.Tests;

/// <summary>Puts into a folder what the documents' programs and commands name: a model, a photograph, photographs, flowers.</summary>
internal static class NewcomerFolder
{
    private static readonly string[] Photographs =
    [
        .. Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "samples", "images"))
            .Where(file => Path.GetExtension(file) is ".jpg" or ".png")
            .Order(StringComparer.Ordinal),
    ];

    public static void Fill(string folder)
    {
        File.Copy(Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx"), Path.Combine(folder, "vit.onnx"));
        Copy(Photographs[^1], Path.Combine(folder, "photo.jpg"));
        foreach (string photograph in Photographs)
            Copy(photograph, Path.Combine(folder, "photos", Path.GetFileNameWithoutExtension(photograph) + ".jpg"));

        // Flowers for the programs are pictures of three kinds; what a file holds decides, not its name.
        string[] classes = ["daisy", "rose", "tulip"];
        for (int i = 0; i < classes.Length * 8; i++)
            Copy(Photographs[i % classes.Length], Path.Combine(folder, "flowers", classes[i % classes.Length], $"{i}.jpg"));
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }
}
