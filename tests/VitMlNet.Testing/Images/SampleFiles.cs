namespace VitMlNet.Testing;

/// <summary>One small file of every kind.</summary>
public static class SampleFiles
{
    private static readonly TestPicture s_picture = TestPicture.Smooth(18, 24);
    private static readonly byte[] s_palette = [.. Enumerable.Range(0, 256).SelectMany(i => new[] { (byte)i, (byte)(255 - i), (byte)(i * 7) })];

    public static IReadOnlyList<(string Name, byte[] File)> All { get; } =
    [
        ("baseline.jpg", SkiaFiles.Jpeg(s_picture)),
        ("oriented.jpg", ExifOrientation.AddToJpeg(SkiaFiles.Jpeg(s_picture), 6)),
        ("baseline420.jpg", Data("baseline420.jpg")),
        ("progressive.jpg", Data("progressive.jpg")),
        ("grey.jpg", Data("grey.jpg")),
        ("cmyk.jpg", Data("cmyk.jpg")),
        ("rgb.png", PngFile.Write(s_picture)),
        ("interlaced.png", Png(8, PngColor.Rgb, interlaced: true)),
        ("rgba.png", Png(8, PngColor.Rgba)),
        ("grey1.png", Png(1, PngColor.Grey)),
        ("rgb16.png", Png(16, PngColor.Rgb)),
        ("palette4.png", Png(4, PngColor.Palette)),
        ("lossy.webp", SkiaFiles.WebP(s_picture, 80)),
        ("lossless.webp", SkiaFiles.WebP(s_picture, 100)),
        ("animated.webp", Data("animated.webp")),
        ("rgb24.bmp", BmpFile.Write(s_picture)),
        ("rgb32.bmp", BmpFile.Write(s_picture, 32, topDown: true)),
        ("palette.bmp", BmpFile.WritePalette(18, 24, s_palette, (y, x) => (y * 9) + x)),
        ("runs.bmp", BmpFile.WritePalette(18, 24, s_palette, (y, x) => (y * 9) + x, runLengths: true)),
        ("still.gif", GifFile.Write(18, 24, s_palette, [(y, x) => (y * 9) + x])),
        ("animated.gif", GifFile.Write(18, 24, s_palette, [(y, x) => (y * 9) + x, (_, _) => 1], transparent: 7, interlaced: true)),
    ];

    /// <summary>A file of <c>tests/Data/images</c>.</summary>
    public static byte[] Data(string name) => File.ReadAllBytes(Path.Combine(RepositoryPaths.Root, "tests", "Data", "images", name));

    private static byte[] Png(int bits, PngColor color, bool interlaced = false)
    {
        int most = (1 << bits) - 1;
        var file = new PngFile(18, 24, bits, color) { Interlaced = interlaced, Palette = color == PngColor.Palette ? s_palette[..(3 << bits)] : null };
        return file.Write((y, x, channel) => ((y * 131) + (x * 37) + (channel * 59)) & most);
    }
}
