using System.IO.Compression;
using System.Reflection;

namespace VitMlNet;

/// <summary>
/// Which assemblies a saved pipeline may have ML.NET load, which runs their code: its own, VitMlNet's, and those that the caller names.
/// </summary>
internal sealed class TrustedAssemblies(IReadOnlyCollection<string>? others, string pipeline)
{
    private const string MlNet = "Microsoft.ML";
    private static readonly string? s_own = typeof(TrustedAssemblies).Assembly.GetName().Name;

    /// <exception cref="VitModelException">An entry of the archive names an assembly that is not trusted.</exception>
    /// <exception cref="InvalidDataException">An entry is damaged or too long.</exception>
    public void Check(Stream archive)
    {
        archive.Position = 0;
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                using MemoryStream bytes = ArchiveEntries.Read(entry);
                foreach (string name in MlNetModelHeaders.FindAssemblyNames(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)))
                    Check(name, entry.FullName);
            }
        }

        archive.Position = 0;
    }

    private void Check(string name, string entry)
    {
        string? simple = GetSimpleName(name);
        if (simple is not null
            && (simple == s_own || simple == MlNet || simple.StartsWith(MlNet + ".", StringComparison.Ordinal)
                || others?.Contains(simple, StringComparer.OrdinalIgnoreCase) == true))
        {
            return;
        }

        throw new VitModelException(
            $"its entry '{entry}' has ML.NET load the assembly '{simple ?? name}', whose code would run; only those of ML.NET and VitMlNet are loaded unasked. If you trust this file, name the assembly in the argument trustedAssemblies of LoadVit.",
            pipeline);
    }

    private static string? GetSimpleName(string name)
    {
        try
        {
            return new AssemblyName(name).Name;
        }
        catch (Exception e) when (e is ArgumentException or FileLoadException)
        {
            return null;
        }
    }
}
