using System.Globalization;
using System.Text;

namespace VitMlNet.Cli.Tests.Features;

[TestClass]
public sealed class FeatureWriterTests
{
    private static readonly string[] Extensions = [".csv", ".npy", ".parquet"];

    private static readonly float[] Extremes =
        [0f, -0f, 1f / 3, float.MaxValue, float.Epsilon, -1.5e-20f, 123456789f];

    [TestMethod]
    public void CsvReadsBackToTheSameFloats()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("f.csv");
        Write(path, Extremes.Length, ("a,b.jpg", Extremes));

        string[] lines = File.ReadAllText(path).Split("\r\n");
        Assert.AreEqual("path,f0,f1,f2,f3,f4,f5,f6", lines[0]);
        Assert.AreEqual("", lines[2]);
        StringAssert.StartsWith(lines[1], "\"a,b.jpg\",");
        float[] read = [.. lines[1]["\"a,b.jpg\",".Length..].Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture))];
        AssertSameBits(Extremes, read);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(1000)]
    public void NpyHoldsTheRowsAndThePathsBesideIt(int rows)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("f.npy");
        (string, float[])[] all = [.. Enumerable.Range(0, rows).Select(i => ($"é {i}.jpg", Row(i, 5)))];
        Write(path, 5, all);

        (int[] shape, float[] values) = NpyFile.Read(path);
        CollectionAssert.AreEqual(new[] { rows, 5 }, shape);
        AssertSameBits([.. all.SelectMany(row => row.Item2)], values);
        CollectionAssert.AreEqual(all.Select(row => row.Item1).ToArray(), File.ReadAllLines(path + ".paths.txt"));
    }

    [TestMethod]
    public async Task ParquetHoldsPathsAndLists()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("f.parquet");
        (string, float[])[] all = [.. Enumerable.Range(0, 70).Select(i => ($"é {i}.jpg", Row(i, 3)))];
        Write(path, 3, all);

        List<ParquetFile.Row> read = await ParquetFile.ReadAsync(path);
        Assert.HasCount(all.Length, read);
        for (int i = 0; i < all.Length; i++)
        {
            Assert.AreEqual(all[i].Item1, read[i].Path);
            AssertSameBits(all[i].Item2, [.. read[i].Features]);
        }
    }

    [TestMethod]
    public async Task ParquetOfSeveralRowGroups()
    {
        const int width = 1 << 20;
        using var folder = new TemporaryFolder();
        string path = folder.File("f.parquet");
        (string, float[])[] all = [.. Enumerable.Range(0, 5).Select(i => ($"{i}", Row(i, width)))];
        Write(path, width, all);

        List<ParquetFile.Row> read = await ParquetFile.ReadAsync(path);
        Assert.HasCount(all.Length, read);
        for (int i = 0; i < all.Length; i++)
            Assert.IsTrue(all[i].Item2.AsSpan().SequenceEqual(read[i].Features.ToArray()));
    }

    [TestMethod]
    public void NothingIsLeftWithoutCommit()
    {
        foreach (string extension in Extensions)
        {
            using var folder = new TemporaryFolder();
            using (IFeatureWriter writer = FeatureFormat.CreateWriter(folder.File("f" + extension), 2, new Csv(raw: false)))
                writer.Add("a.jpg", [1f, 2f]);
            Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path), extension);
        }
    }

    [TestMethod]
    public void ALineBreakInAPathIsRefusedWherePathsAreLines()
    {
        string[] paths = ["a.jpg", "b\nc.jpg"];
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => FeatureFormat.CheckPaths("f.NPY", paths)).Message, "line break");
        FeatureFormat.CheckPaths("f.csv", paths);
        FeatureFormat.CheckPaths("f.parquet", paths);
    }

    private static float[] Row(int row, int width) => [.. Enumerable.Range(0, width).Select(i => row + i * 0.1f)];

    private static void Write(string path, int width, params (string Path, float[] Features)[] rows)
    {
        using IFeatureWriter writer = FeatureFormat.CreateWriter(path, width, new Csv(raw: false));
        foreach ((string imagePath, float[] features) in rows)
            writer.Add(imagePath, features);
        writer.Commit();
    }

    private static void AssertSameBits(float[] expected, float[] actual) => CollectionAssert.AreEqual(
        Array.ConvertAll(expected, BitConverter.SingleToInt32Bits), Array.ConvertAll(actual, BitConverter.SingleToInt32Bits));
}
