
namespace VitMlNet.Inference.Tests;

/// <summary>The files of a cache, whole and damaged: features are right or absent, and what is absent can be stored again.</summary>
[TestClass]
public sealed class FeatureTableTests
{
    private const int Records = 4;
    private static readonly CacheKey s_key = MakeKey();

    [TestMethod]
    public void A_segment_cut_off_at_any_byte_keeps_its_whole_records()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = WriteSegment(folder);
        int recordLength = new SegmentLayout(s_key).RecordLength;
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(folder.File("0.features"), whole[..length]);
            int expected = Math.Max(0, length - SegmentLayout.HeaderLength) / recordLength;
            CollectionAssert.AreEqual(Enumerable.Range(0, expected).ToArray(), FindAndStoreTheRest(folder), $"{length} bytes");
            CollectionAssert.AreEqual(whole, File.ReadAllBytes(folder.File("0.features")), $"{length} bytes");
        }
    }

    [TestMethod]
    public void No_changed_byte_gives_wrong_features()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = WriteSegment(folder);
        int recordLength = new SegmentLayout(s_key).RecordLength;
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= (byte)(1 << (at % 8));
            File.Delete(folder.File("1.features"));
            File.WriteAllBytes(folder.File("0.features"), damaged);
            int[] expected = at < SegmentLayout.HeaderLength
                ? []
                : [.. Enumerable.Range(0, Records).Except([(at - SegmentLayout.HeaderLength) / recordLength])];
            CollectionAssert.AreEqual(expected, FindAndStoreTheRest(folder), $"byte {at}");
            CollectionAssert.AreEqual(Enumerable.Range(0, Records).ToArray(), FindAndStoreTheRest(folder), $"byte {at}, after the missing ones were stored again");
        }
    }

    [TestMethod]
    public void Garbage_and_other_keys_segments_are_passed_over()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = WriteSegment(folder);
        whole[20]++;
        var random = new Random(5);
        for (int number = 0; number < 40; number++)
        {
            var garbage = new byte[random.Next(200)];
            random.NextBytes(garbage);
            File.WriteAllBytes(folder.File($"{number}.features"), number == 0 ? whole : garbage);
        }

        Assert.IsEmpty(FindAndStoreTheRest(folder));
        CollectionAssert.AreEqual(Enumerable.Range(0, Records).ToArray(), FindAndStoreTheRest(folder));
        CollectionAssert.AreEqual(whole, File.ReadAllBytes(folder.File("0.features")), "what is not understood is left alone");
    }

    [TestMethod]
    public void Writers_at_the_same_time_have_segments_of_their_own_and_find_each_others()
    {
        using var folder = new TemporaryFolder();
        using (FeatureTable first = Open(folder))
        using (FeatureTable second = Open(folder))
        {
            Store(first, 0);
            Store(second, 1);
            second.Refresh();
            first.Refresh();
            Store(first, 2);
            second.Refresh();
            foreach (FeatureTable table in new[] { first, second })
                CollectionAssert.AreEqual(new[] { 0, 1, 2 }, Find(table));
        }

        using (FeatureTable third = Open(folder))
            Store(third, 3);
        Assert.HasCount(2, Directory.GetFiles(folder.Path, "*.features"));
        using FeatureTable last = Open(folder);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3 }, Find(last));
    }

    [TestMethod]
    public void Many_threads_store_and_find_at_once()
    {
        using var folder = new TemporaryFolder();
        using FeatureTable one = Open(folder);
        using FeatureTable other = Open(folder);
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            FeatureTable table = i % 2 == 0 ? one : other;
            Store(table, i % 150);
            var vector = new float[s_key.VectorLength];
            if (i % 3 == 0)
                table.Refresh();
            for (int image = 0; image < 150; image += 7)
            {
                if (table.TryFind(Hash(image), vector))
                    CollectionAssert.AreEqual(Vector(image), vector);
            }
        });
        one.Refresh();
        CollectionAssert.AreEqual(Enumerable.Range(0, 150).ToArray(), Find(one, 160));
    }

    [TestMethod]
    public void A_folder_that_cannot_be_used_is_told_at_once()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("file", []);
        StringAssert.Contains(Assert.ThrowsExactly<VitCacheException>(() => VitFeatureCache.Open(file)).Message, "Name another folder");
        Assert.ThrowsExactly<VitCacheException>(() => VitFeatureCache.Open(Path.Combine(file, "below")));
        Assert.ThrowsExactly<ArgumentException>(() => VitFeatureCache.Open(""));
        if (OperatingSystem.IsLinux())
            Assert.ThrowsExactly<VitCacheException>(() => VitFeatureCache.Open("/proc/vitmlnet"));
        Assert.ThrowsExactly<VitCacheException>(() => FeatureTable.Open(Path.Combine(file, "key"), s_key, new CacheCounters()));
        Directory.CreateDirectory(folder.File("0.lock"));
        Directory.CreateDirectory(folder.File("1.features"));
        using FeatureTable table = Open(folder);
        Assert.ThrowsExactly<VitCacheException>(() => Store(table, 0));
    }

    private static byte[] WriteSegment(TemporaryFolder folder)
    {
        using (FeatureTable table = Open(folder))
            Store(table, [.. Enumerable.Range(0, Records)]);
        return File.ReadAllBytes(folder.File("0.features"));
    }

    /// <summary>The images that are found, before the others are stored again.</summary>
    private static int[] FindAndStoreTheRest(TemporaryFolder folder)
    {
        using FeatureTable table = Open(folder);
        int[] found = Find(table);
        Store(table, [.. Enumerable.Range(0, Records).Except(found)]);
        CollectionAssert.AreEqual(Enumerable.Range(0, Records).ToArray(), Find(table));
        return found;
    }

    private static FeatureTable Open(TemporaryFolder folder) => FeatureTable.Open(folder.Path, s_key, new CacheCounters());

    private static int[] Find(FeatureTable table, int count = 10)
    {
        var vector = new float[s_key.VectorLength];
        var found = new List<int>();
        for (int image = 0; image < count; image++)
        {
            if (!table.TryFind(Hash(image), vector))
                continue;
            CollectionAssert.AreEqual(Vector(image), vector);
            found.Add(image);
        }

        return [.. found];
    }

    private static void Store(FeatureTable table, params int[] images) =>
        table.Store([.. images.Select(image => (Hash(image), (ReadOnlyMemory<float>)Vector(image)))]);

    private static ImageHash Hash(int image) => ImageHash.Compute([], BitConverter.GetBytes(image));

    private static float[] Vector(int image) => [image, -image, 1f / (image + 1), MathF.PI * image, 0, float.MaxValue];

    private static CacheKey MakeKey()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("model.onnx")));
        return CacheKey.Create(model, model.Preprocessing, new VitImageOptions(), "Cpu");
    }
}
