
namespace VitMlNet.Inference.Tests;

/// <summary>Photographs from many cameras and programs, none of which is damaged.</summary>
[TestClass]
public sealed class PhotographTests
{
    [TestMethod]
    [TestCategory("Long")]
    public void EveryPhotographIsRead()
    {
        if (RepositoryPaths.Shared("data", "photos") is not { } folder)
        {
            Assert.Inconclusive("needs ../shared/data/photos, which this machine lacks");
            return;
        }

        string[] files = Directory.GetFiles(folder, "*.jpg", SearchOption.AllDirectories);
        Assert.IsNotEmpty(files);
        foreach (string preset in (string[])["google", "timm", "mlnet"])
        {
            var preprocessor = new ImagePreprocessor(VitPreprocessing.Parse(preset), 224, 224);
            var pixels = new float[preprocessor.Length];
            foreach (string file in files)
            {
                preprocessor.FromFile(file, pixels);
                Assert.IsTrue(pixels.Max() - pixels.Min() > 0.3f, $"{file} is nearly of one colour");
            }
        }
    }
}
