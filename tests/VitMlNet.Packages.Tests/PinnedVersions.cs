using System.Xml.Linq;

namespace VitMlNet.Packages.Tests;

/// <summary>The versions of packages with which the repository is built.</summary>
internal static class PinnedVersions
{
    public static string Of(string package) =>
        XDocument.Load(Path.Combine(RepositoryPaths.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .Single(element => (string?)element.Attribute("Include") == package)
            .Attribute("Version")!.Value;
}
