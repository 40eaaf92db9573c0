namespace VitMlNet.Inference.Tests;

[TestClass]
public sealed class ImageFilesTests
{
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] Heic = [0, 0, 0, 24, .. "ftypheic"u8];

    [TestMethod]
    public void First_bytes_decide_where_the_name_does_not()
    {
        using var folder = new TemporaryFolder();
        string[] images = ["DSC1", "a.JFIF", "b.jpe", "c.jif", "d.mpo", "e.dib", "f.apng", "g.dat", "h.txt", "i.jpg_large"];
        foreach (string name in images)
            folder.Write(name, Jpeg);
        folder.Write("named.png", "text"u8.ToArray());
        (string Name, byte[] Bytes, VitImageErrorReason Reason)[] others =
        [
            ("x.avif", [0, 0, 0, 24, .. "ftypavif"u8], VitImageErrorReason.Unsupported),
            ("x.heic", Heic, VitImageErrorReason.Unsupported),
            ("x.j2k", [0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20], VitImageErrorReason.Unsupported),
            ("x.jxl", [0xFF, 0x0A, 0], VitImageErrorReason.Unsupported),
            ("x.mp4", [0, 0, 0, 24, .. "ftypisom"u8], VitImageErrorReason.UnknownFormat),
            ("x.psd", "8BPS"u8.ToArray(), VitImageErrorReason.Unsupported),
            ("x.tif", [.. "II*\0"u8], VitImageErrorReason.Unsupported),
            ("x.tiff", [.. "MM\0*"u8], VitImageErrorReason.Unsupported),
            ("x.txt", "text"u8.ToArray(), VitImageErrorReason.UnknownFormat),
            ("y", [], VitImageErrorReason.UnknownFormat),
        ];
        foreach ((string name, byte[] bytes, _) in others)
            folder.Write(name, bytes);

        var skipped = new List<(string, VitImageErrorReason)>();
        string[] found = [.. VitImageFiles.Find(folder.Path, null, (path, reason) => skipped.Add((Path.GetFileName(path), reason))).Select(path => Path.GetFileName(path))];
        CollectionAssert.AreEqual(images.Append("named.png").Order(StringComparer.Ordinal).ToArray(), found);
        CollectionAssert.AreEqual(others.Select(other => (other.Name, other.Reason)).ToArray(), skipped);
        CollectionAssert.AreEqual(found, VitImageFiles.Find(folder.Path).Select(path => Path.GetFileName(path)).ToArray());
    }

    [TestMethod]
    public void Hidden_files_are_neither_found_nor_reported()
    {
        using var folder = new TemporaryFolder();
        folder.Write(".hidden.jpg", Jpeg);
        folder.Write(".hidden", Jpeg);
        Assert.IsEmpty(VitImageFiles.Find(folder.Path, null, (path, _) => Assert.Fail(path)));
    }
}
