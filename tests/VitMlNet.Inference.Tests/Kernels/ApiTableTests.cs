using System.Reflection;
using System.Text.RegularExpressions;
using VitMlNet.Kernels.Native;

namespace VitMlNet.Inference.Tests.Kernels;

/// <summary>What is known of ONNX Runtime's C interface, against the header of the version that the project uses.</summary>
[TestClass]
public sealed partial class ApiTableTests
{
    [TestMethod]
    public void Functions_are_where_the_header_has_them()
    {
        string table = Structure("struct OrtApi {");
        string[] names = [.. FunctionPattern().Matches(table).Select(match => match.Groups.Values.Skip(1).Single(group => group.Success).Value)];
        Assert.IsGreaterThan(400, names.Length);
        foreach (OrtFunction function in Enum.GetValues<OrtFunction>())
        {
            string expected = function.ToString().Replace("Release", "", StringComparison.Ordinal);
            Assert.AreEqual(expected, names[(int)function], $"{(int)function}");
        }
    }

    [TestMethod]
    public void The_structure_of_an_operator_is_that_of_the_header()
    {
        string structure = Structure("struct OrtCustomOp {");
        string[] names = [.. MemberPattern().Matches(structure).Select(match => match.Groups[1].Value)];
        string[] ours = [.. typeof(OrtCustomOp).GetFields(BindingFlags.Public | BindingFlags.Instance)
            .OrderBy(field => field.MetadataToken)
            .Select(field => field.Name)
            .Where(name => name is not ("Version" or "Operator" or "Name"))];
        CollectionAssert.AreEqual(names, ours.Select(name => name == "InferOutputShape" ? "InferOutputShapeFn" : name).ToArray());
    }

    [TestMethod]
    public void The_loaded_version_can_be_used() => Assert.IsNull(VitKernels.WhyUnused);

    private static string Structure(string begin)
    {
        string path = typeof(ApiTableTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "OnnxRuntimeHeader").Value!;
        string header = CommentPattern().Replace(File.ReadAllText(path), "");
        int start = header.IndexOf(begin, StringComparison.Ordinal);
        return header[start..header.IndexOf("\n};", start, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"/\*.*?\*/|//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex CommentPattern();

    [GeneratedRegex(@"ORT_API2_STATUS\(\s*(\w+)|ORT_CLASS_RELEASE\(\s*(\w+)\s*\)|\(\s*(?:ORT_API_CALL)?\s*\*\s*(\w+)\s*\)\s*\(")]
    private static partial Regex FunctionPattern();

    [GeneratedRegex(@"\(\s*ORT_API_CALL\s*\*\s*(\w+)\s*\)\s*\(")]
    private static partial Regex MemberPattern();
}
