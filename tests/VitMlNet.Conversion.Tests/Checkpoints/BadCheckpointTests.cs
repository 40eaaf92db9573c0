using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Checkpoints.Formats;

namespace VitMlNet.Conversion.Tests.Checkpoints;

/// <summary>Files that are no checkpoint, or are one no longer: each gives an error that names the file, the cause and the remedy.</summary>
[TestClass]
public sealed class BadCheckpointTests
{
    private static readonly float[] Values = [1, 2, 3, 4, 5, 6];

    [TestMethod]
    public void MissingFile() => AssertRefused("absent.npz", null, "no such file");

    [TestMethod]
    public void MissingFolder() => AssertRefused(Path.Combine("absent", "absent.npz"), null, "no such file");

    [TestMethod]
    public void EmptyFile() => AssertRefused("made.npz", path => File.WriteAllBytes(path, []), "empty");

    [TestMethod]
    public void Folder() => AssertRefused("made.npz", path => Directory.CreateDirectory(path), "folder");

    [TestMethod]
    public void FileWithoutPermission()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("needs Unix file modes, which this machine lacks");
        else
            AssertPermission();
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void AssertPermission()
    {
        if (Environment.IsPrivilegedProcess)
            Assert.Inconclusive("needs an ordinary user: root may read every file");
        AssertRefused("made.npz", path =>
        {
            WriteGood(path);
            File.SetUnixFileMode(path, UnixFileMode.None);
        }, "permission denied");
    }

    [TestMethod]
    [DataRow("<html>404</html>", "web page")]
    [DataRow("x", "no zip")]
    public void TextFile(string content, string expected) => AssertRefused("made.npz", path => File.WriteAllText(path, content), expected);

    [TestMethod]
    public void SingleArray() => AssertRefused("made.npz", path => File.WriteAllBytes(path, NpyFormat.Header("<f4", false, [0])), "single numpy array");

    [TestMethod]
    public void ZipOfOtherThings() => AssertRefused("made.npz", path =>
    {
        using var writer = new NpzWriter(path);
        writer.Add("word/document.xml", "<xml/>"u8);
    }, "'word/document.xml'");

    [TestMethod]
    public void ZipOfNothing() => AssertRefused("made.npz", path => new NpzWriter(path).Dispose(), "archive is empty");

    [TestMethod]
    public void OtherFilesNamedAsArrays() => AssertRefused("made.npz", path =>
    {
        using var writer = new NpzWriter(path);
        writer.Add("cls.npy", "this is text, not an array"u8);
    }, "does not begin as one", "cls");

    [TestMethod]
    [DataRow("|O", "pickled")]
    [DataRow("<i4", "'<i4'")]
    [DataRow("|b1", "'|b1'")]
    [DataRow("<f16", "'<f16'")]
    [DataRow("<c8", "'<c8'")]
    [DataRow("<U3", "'<U3'")]
    public void ElementsThatAreNoWeights(string elementType, string expected) =>
        AssertHeaderRefused(NpyFormat.Header(elementType, false, [6]), expected);

    [TestMethod]
    [DataRow("{'descr': [('a', '<f4'), ('b', '<f4')], 'fortran_order': False, 'shape': (3,), }", "structured")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (7,), }", "needs 28 bytes, 24 were found")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }", "needs 20 bytes, 24 were found")]
    [DataRow("{'descr': '<f8', 'fortran_order': False, 'shape': (6,), }", "needs 48 bytes")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }", "elements")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536, 65536, 65536, 6), }", "elements")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967302,), }", "larger than any array")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "cannot be read")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (-6,), }", "cannot be read")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': 6, }", "cannot be read")]
    [DataRow("{'descr': '<f4', 'fortran_order': 1, 'shape': (6,), }", "cannot be read")]
    [DataRow("{'descr': '<f4', 'shape': (6,), }", "cannot be read")]
    [DataRow("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (6,), }", "cannot be read")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), ", "cannot be read")]
    [DataRow("", "cannot be read")]
    public void WrongHeader(string header, string expected) => AssertHeaderRefused(NpyFormat.Header(header), expected);

    [TestMethod]
    public void HeaderOfTooManyAxes() =>
        AssertHeaderRefused(NpyFormat.Header("<f4", false, [6, .. Enumerable.Repeat(1, 32)]), "larger than any array");

    [TestMethod]
    public void HeaderOfUnknownVersion() => AssertHeaderRefused(Patched(NpyFormat.Header("<f4", false, [6]), 6, 4), "version is 4.0");

    [TestMethod]
    public void HeaderLongerThanTheMember() => AssertHeaderRefused(Patched(NpyFormat.Header("<f4", false, [6]), 9, 0xFF), "claims 65");

    [TestMethod]
    public void HeaderOfGigabytes() => AssertHeaderRefused(Patched(NpyFormat.Header("<f4", false, [6], version: 2), 11, 0x7F), "claims 21");

    [TestMethod]
    public void DuplicateNames() => AssertRefused("made.npz", path =>
    {
        using var writer = new NpzWriter(path);
        writer.Add("cls", [6], Values);
        writer.Add("cls", [6], Values);
    }, "Two members", "cls");

    [TestMethod]
    [DataRow(float.NaN, "not a number")]
    [DataRow(float.PositiveInfinity, "infinite")]
    [DataRow(float.NegativeInfinity, "infinite")]
    public void ValueThatIsNotFinite(float value, string expected)
    {
        foreach (int index in (int[])[0, 1, 15, 16, 31, 34])
        {
            using var folder = new TemporaryFolder();
            string path = folder.File("made.npz");
            var values = new float[35];
            values[index] = value;
            using (var writer = new NpzWriter(path))
                writer.Add("cls", [1, 5, 7], values);
            ConversionException error = AssertReadFails(path, expected);
            StringAssert.Contains(error.Message, $"[0, {index / 7}, {index % 7}] (flat index {index})");
        }
    }

    [TestMethod]
    public void DoubleBeyondFloat32() => AssertRefused("made.npz", path =>
    {
        using var writer = new NpzWriter(path);
        writer.Add("cls.npy", [.. NpyFormat.Header("<f8", false, [1]), .. BitConverter.GetBytes(1e300)]);
    }, "infinite as float32", "cls", read: true);

    private static void AssertHeaderRefused(byte[] header, string expected) => AssertRefused("made.npz", path =>
    {
        using var writer = new NpzWriter(path);
        writer.Add("cls.npy", [.. header, .. NpyFormat.Encode(Values, "<f4")]);
    }, expected, "cls");

    private static void AssertRefused(string name, Action<string>? make, string expected, string? tensor = null, bool read = false)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(name);
        make?.Invoke(path);
        ConversionException error = read
            ? AssertReadFails(path, expected)
            : Assert.ThrowsExactly<ConversionException>(() => CheckpointFormats.Open(path).Dispose());
        StringAssert.Contains(error.Message, expected);
        StringAssert.StartsWith(error.Message, path);
        Assert.AreEqual(path, error.FilePath);
        Assert.AreEqual(tensor, error.TensorName);
    }

    private static ConversionException AssertReadFails(string path, string expected)
    {
        using Checkpoint checkpoint = CheckpointFormats.Open(path);
        CheckpointTensor tensor = checkpoint.Tensors["cls"];
        ConversionException error = Assert.ThrowsExactly<ConversionException>(() => tensor.Read(new float[tensor.Count]));
        StringAssert.Contains(error.Message, expected);
        Assert.AreEqual("cls", error.TensorName);
        return error;
    }

    private static void WriteGood(string path)
    {
        using var writer = new NpzWriter(path);
        writer.Add("cls", [1, 6], Values);
    }

    private static byte[] Patched(byte[] bytes, int index, byte value)
    {
        bytes[index] = value;
        return bytes;
    }
}
