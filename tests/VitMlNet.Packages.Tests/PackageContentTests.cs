using System.IO.Compression;
using System.Reflection.Metadata;
using System.Xml.Linq;

namespace VitMlNet.Packages.Tests;

[TestClass]
public sealed class PackageContentTests
{
    /// <summary>The kind of debug information that holds a source file's text (Portable PDB specification, embedded source).</summary>
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    public static IEnumerable<string> Names => Packages.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void It_has_a_readme_a_notice_a_licence_and_an_icon(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(Packages.Shared.Value.PackagePath(name));
        Assert.IsNotNull(package.GetEntry("README.md"));
        Assert.IsNotNull(package.GetEntry("NOTICE"));
        Assert.IsNotNull(package.GetEntry("icon.png"));
        using (var readme = new StreamReader(package.GetEntry("README.md")!.Open()))
            Assert.DoesNotContain("--project", readme.ReadToEnd(), "Who has a package has no clone.");

        XElement metadata = XDocument.Load(package.GetEntry(name + ".nuspec")!.Open()).Root!.Elements().Single();
        string? Value(string element) => metadata.Elements().SingleOrDefault(e => e.Name.LocalName == element)?.Value;
        Assert.AreEqual("README.md", Value("readme"));
        Assert.AreEqual("Apache-2.0", Value("license"));
        Assert.IsGreaterThan(40, Value("description")!.Length);
        Assert.AreEqual("icon.png", Value("icon"));
        Assert.IsNotNull(Value("releaseNotes"));
        Assert.IsNotNull(Value("tags"));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Its_symbols_hold_the_sources(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(Packages.Shared.Value.PackagePath(name, "snupkg"));
        ZipArchiveEntry entry = package.Entries.Single(entry => entry.Name == name + ".pdb");
        using var content = new MemoryStream();
        using (Stream compressed = entry.Open())
            compressed.CopyTo(content);
        content.Position = 0;

        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(content);
        MetadataReader symbols = provider.GetMetadataReader();
        int sources = symbols.CustomDebugInformation.Count(handle => symbols.GetGuid(symbols.GetCustomDebugInformation(handle).Kind) == EmbeddedSource);
        Assert.IsGreaterThanOrEqualTo(symbols.Documents.Count, sources);
        Assert.IsGreaterThan(2, sources);
    }

    [TestMethod]
    [DataRow("VitMlNet.ModelFile")]
    [DataRow("VitMlNet.Inference")]
    [DataRow("VitMlNet")]
    [DataRow("VitMlNet.Conversion")]
    [DataRow("VitMlNet.Store")]
    [DataRow("VitMlNet.Jobs")]
    [DataRow("VitMlNet.Jobs.Azure")]
    [DataRow("VitMlNet.Jobs.Nats")]
    [DataRow("VitMlNet.Jobs.S3")]
    public void A_library_has_its_documentation(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(Packages.Shared.Value.PackagePath(name));
        Assert.IsNotNull(package.GetEntry($"lib/net10.0/{name}.dll"));
        Assert.IsNotNull(package.GetEntry($"lib/net10.0/{name}.xml"));
    }

    [TestMethod]
    public void The_tool_brings_its_model_and_no_library_for_telephones()
    {
        using ZipArchive package = ZipFile.OpenRead(Packages.Shared.Value.PackagePath("VitMlNet.Cli"));
        Assert.IsTrue(package.Entries.Any(entry => entry.Name == "vit-demo.onnx"));
        Assert.IsFalse(package.Entries.Any(entry => entry.FullName.Contains("/android/") || entry.FullName.Contains("/ios/")));
    }
}
