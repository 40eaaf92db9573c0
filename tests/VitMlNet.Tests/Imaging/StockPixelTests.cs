using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;


namespace VitMlNet.Tests.Imaging;

/// <summary>The MlNet preset gives the pixels of ML.NET's own LoadImages, ResizeImages and ExtractPixels.</summary>
[TestClass]
public sealed class StockPixelTests
{
    public static IEnumerable<object[]> Files => SampleFiles.All.Select(sample => new object[] { sample.Name, sample.File });

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void PixelsAreThoseOfTheStockChain(string name, byte[] file)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write(name, file);
        foreach ((int height, int width) in new[] { (18, 24), (7, 11), (40, 33) })
        {
            float[] expected = RunStockChain(path, height, width);
            var preprocessor = new ImagePreprocessor(VitPreprocessing.MlNet, height, width);
            var pixels = new float[preprocessor.Length];
            preprocessor.FromBytes(file, name, pixels);
            CollectionAssert.AreEqual(expected, pixels, $"{height} x {width}");

            using MLImage image = MLImage.CreateFromFile(path);
            preprocessor.FromPicture(new MLImageRows(image, name), pixels);
            CollectionAssert.AreEqual(expected, pixels, $"MLImage, {height} x {width}");
        }
    }

    private static float[] RunStockChain(string path, int height, int width)
    {
        var context = new MLContext();
        IDataView rows = context.Data.LoadFromEnumerable([new Row { Path = path }]);
        var chain = context.Transforms.LoadImages("Image", "", "Path")
            .Append(context.Transforms.ResizeImages("Image", width, height, "Image", ImageResizingEstimator.ResizingKind.Fill))
            .Append(context.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true, offsetImage: 127.5f, scaleImage: 1 / 127.5f));
        return context.Data.CreateEnumerable<PixelRow>(chain.Fit(rows).Transform(rows), false, true).Single().Pixels;
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }

    private sealed class PixelRow
    {
        public float[] Pixels { get; set; } = [];
    }
}
