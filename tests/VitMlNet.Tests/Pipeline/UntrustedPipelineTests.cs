using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace VitMlNet.Tests.Pipeline;

/// <summary>A saved pipeline from somebody else: what it may have loaded, and what its description may say.</summary>
[TestClass]
public sealed class UntrustedPipelineTests
{
    private const string Manifest = "VitMlNet/pipeline.json";

    [TestMethod]
    public void An_assembly_of_nobodys_is_refused()
    {
        using var folder = new TemporaryFolder();
        Save(folder, withMapping: false);
        // The name in the headers of ML.NET's components, of the same length, so that nothing moves.
        Rewrite(folder.File("model.zip"), bytes => Replace(bytes, "Microsoft.ML.Data", "EvilCorp1.XX.Data"));
        VitModelException e = Refuse(folder, "'EvilCorp1.XX.Data'");
        StringAssert.Contains(e.Message, "trustedAssemblies");
    }

    [TestMethod]
    public void A_mapping_of_the_callers_needs_the_callers_word()
    {
        using var folder = new TemporaryFolder();
        Save(folder, withMapping: true);
        string own = typeof(UntrustedPipelineTests).Assembly.GetName().Name!;
        Refuse(folder, $"'{own}'");
        ITransformer loaded = new MLContext(1).Model.LoadVit(folder.File("model.zip"), out _, trustedAssemblies: [own]);
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void What_MLNET_saved_is_checked_too()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(1);
        IDataView rows = ml.Data.LoadFromEnumerable<Photo>([]);
        ml.Model.Save(ml.Transforms.CustomMapping(new OwnMapping().GetMapping(), "VitMlNet.Tests.Own").Fit(rows), rows.Schema, folder.File("model.zip"));
        Refuse(folder, "VitMlNet.Tests");
    }

    [TestMethod]
    public void Names_are_found_wherever_they_are()
    {
        Assert.IsEmpty(MlNetModelHeaders.FindAssemblyNames([1, 2, 3]));
        Assert.IsEmpty(MlNetModelHeaders.FindAssemblyNames("ML\0MODEL"u8));
        var random = new Random(13);
        var file = new byte[4000];
        for (int i = 0; i < 2000; i++)
        {
            random.NextBytes(file.AsSpan(i % 100));
            "ML\0MODEL"u8.CopyTo(file.AsSpan(random.Next(3000)));
            try
            {
                MlNetModelHeaders.FindAssemblyNames(file);
            }
            catch (InvalidDataException)
            {
                // Nonsense in a header is named as such.
            }
        }
    }

    [TestMethod]
    [DataRow("[null]")]
    [DataRow("null")]
    [DataRow("{\"Version\":1,\"Files\":[null],\"Steps\":[]}")]
    [DataRow("{\"Version\":1,\"Files\":[{\"Name\":null,\"Length\":1}],\"Steps\":[]}")]
    [DataRow("{\"Version\":1,\"Files\":[{\"Name\":\"a\\u0000b\",\"Length\":1}],\"Steps\":[]}")]
    [DataRow("{\"Version\":1,\"Steps\":[null]}")]
    [DataRow("{\"Version\":1,\"Steps\":[{}]}")]
    [DataRow("{\"Version\":1,\"Steps\":[{\"PartEntry\":\"a\\u0000b\"}]}")]
    [DataRow("{\"Version\":1,\"Steps\":[{\"Images\":{\"InputColumn\":null,\"InputKind\":0,\"VectorColumn\":null,\"ModelFile\":\"tiny.onnx\"}}]}")]
    [DataRow("{\"Version\":1,\"Steps\":[{\"Images\":{\"InputColumn\":\"A\",\"InputKind\":99,\"VectorColumn\":\"B\",\"ModelFile\":\"tiny.onnx\"}}]}")]
    [DataRow("{\"Version\":1,\"Steps\":[{\"Images\":{\"InputColumn\":\"A\",\"InputKind\":0,\"VectorColumn\":\"B\",\"ModelFile\":\"a\\u0000b\"}}]}")]
    [DataRow("{\"Version\":1,\"Steps\":[{\"Images\":{\"InputColumn\":\"A\",\"InputKind\":0,\"VectorColumn\":\"B\",\"ModelFile\":\"tiny.onnx\",\"BatchSize\":-1}}]}")]
    [DataRow("{\"Version\":1,\"Steps\":[{\"Images\":{\"InputColumn\":\"A\",\"InputKind\":0,\"VectorColumn\":\"B\",\"ModelFile\":\"tiny.onnx\",\"Preprocessing\":\"{\"}}]}")]
    public void A_description_that_says_nonsense_is_named(string json)
    {
        using var folder = new TemporaryFolder();
        Save(folder, withMapping: false);
        using (ZipArchive zip = ZipFile.Open(folder.File("model.zip"), ZipArchiveMode.Update))
        {
            zip.GetEntry(Manifest)!.Delete();
            using Stream entry = zip.CreateEntry(Manifest).Open();
            entry.Write(Encoding.UTF8.GetBytes(json));
        }

        Refuse(folder, "");
    }

    [TestMethod]
    public void A_description_of_millions_of_entries_costs_little()
    {
        using var folder = new TemporaryFolder();
        foreach (string list in (string[])["\"Steps\"", "\"Files\""])
        {
            foreach (int count in (int[])[1_300_000, 20_000_000])
            {
                File.Delete(folder.File("model.zip"));
                using (ZipArchive zip = ZipFile.Open(folder.File("model.zip"), ZipArchiveMode.Create))
                {
                    using var text = new StreamWriter(zip.CreateEntry(Manifest, CompressionLevel.Fastest).Open());
                    text.Write($"{{\"Version\":1,{list}:[{{}}");
                    for (int i = 1; i < count; i++)
                        text.Write(",{}");
                    text.Write("]}");
                }

                long before = GC.GetAllocatedBytesForCurrentThread();
                Refuse(folder, count > 10_000_000 ? "the limit" : "1000");
                Assert.IsLessThan(300L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
            }
        }
    }

    [TestMethod]
    public void A_path_with_a_NUL_is_named() =>
        Assert.ThrowsExactly<VitModelException>(() => new MLContext(1).Model.LoadVit("a\0b.zip", out _));

    [TestMethod]
    public void Weights_behind_a_link_are_measured_at_their_target()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("few users of Windows may create links");
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["models", "links", "saved"])
            Directory.CreateDirectory(folder.File(name));
        new TinyModel { ExternalWeights = true }.Write(folder.File("models/tiny.onnx"));
        foreach (string name in (string[])["tiny.onnx", "tiny.onnx.data"])
            File.CreateSymbolicLink(folder.File("links/" + name), folder.File("models/" + name));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable<Photo>([]);
        using (VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", VitModel.Open(folder.File("links/tiny.onnx")), "ImagePath").Fit(photos))
            ml.Model.SaveVit(transformer, photos.Schema, folder.File("saved/model.zip"));
        foreach (string name in (string[])["tiny.onnx", "tiny.onnx.data"])
        {
            File.Delete(folder.File("saved/" + name));
            File.CreateSymbolicLink(folder.File("saved/" + name), folder.File("models/" + name));
        }

        ((IDisposable)ml.Model.LoadVit(folder.File("saved/model.zip"), out _)).Dispose();
    }

    private static VitModelException Refuse(TemporaryFolder folder, string reason)
    {
        VitModelException e = Assert.ThrowsExactly<VitModelException>(() => new MLContext(1).Model.LoadVit(folder.File("model.zip"), out _));
        StringAssert.Contains(e.Message, reason);
        return e;
    }

    private static void Save(TemporaryFolder folder, bool withMapping)
    {
        var ml = new MLContext(1);
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        IDataView photos = ml.Data.LoadFromEnumerable<Photo>([]);
        IEstimator<ITransformer> steps = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Append(ml.Transforms.CopyColumns("Copy", "Score"));
        if (withMapping)
            steps = steps.Append(ml.Transforms.CustomMapping(new OwnMapping().GetMapping(), "VitMlNet.Tests.Own"));
        ITransformer fitted = steps.Fit(photos);
        using var disposing = (IDisposable)fitted;
        ml.Model.SaveVit(fitted, photos.Schema, folder.File("model.zip"));
    }

    // Parts of the archive are archives of ML.NET's themselves.
    private static void Rewrite(string path, Func<byte[], byte[]> change)
    {
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Update);
        foreach (ZipArchiveEntry entry in zip.Entries.ToArray())
        {
            using var bytes = new MemoryStream();
            using (Stream content = entry.Open())
                content.CopyTo(bytes);
            byte[] changed = entry.Name.EndsWith(".zip", StringComparison.Ordinal) ? RewriteInner(bytes, change) : change(bytes.ToArray());
            using Stream target = entry.Open();
            target.SetLength(0);
            target.Write(changed);
        }
    }

    private static byte[] RewriteInner(MemoryStream archive, Func<byte[], byte[]> change)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("inner.zip", archive.ToArray());
        Rewrite(path, change);
        return File.ReadAllBytes(path);
    }

    private static byte[] Replace(byte[] bytes, string from, string to)
    {
        byte[] old = Encoding.Unicode.GetBytes(from), other = Encoding.Unicode.GetBytes(to);
        for (int at = 0, next; (next = bytes.AsSpan(at).IndexOf(old)) >= 0; at += next + old.Length)
            other.CopyTo(bytes.AsSpan(at + next));
        return bytes;
    }

    public sealed class OwnRow
    {
        public float Own { get; set; }
    }

    public sealed class NoRow;

    [CustomMappingFactoryAttribute("VitMlNet.Tests.Own")]
    public sealed class OwnMapping : CustomMappingFactory<NoRow, OwnRow>
    {
        public override Action<NoRow, OwnRow> GetMapping() => static (_, row) => row.Own = 1;
    }
}
