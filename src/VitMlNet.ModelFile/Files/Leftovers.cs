using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace VitMlNet.ModelFile;

/// <summary>The temporary files that a process leaves behind when it is killed, and their removal by a later process.</summary>
internal static partial class Leftovers
{
    internal const string Prefix = ".vitmlnet-";
    private const string Suffix = ".tmp";

    private static readonly ConcurrentDictionary<string, bool> s_swept = [];

    // A folder on a network may contain files of processes of other machines, whose numbers mean nothing here.
    private static readonly string s_machine = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Environment.MachineName)))[..8];

    /// <summary>A name for a temporary file, which tells whose it is.</summary>
    public static string CreateName() => CreateName(Environment.ProcessId);

    /// <summary>A name for a temporary file of another process of this machine; for tests.</summary>
    internal static string CreateName(int processId) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{s_machine}-{processId}-{Guid.NewGuid():N}{Suffix}");

    /// <summary>A message of the system about a temporary file, with the name of the file that it was for.</summary>
    public static string ReplaceNames(string message, string path) => QuotedName().Replace(message, _ => $"'{path}'");

    /// <summary>Deletes what processes of this machine that have ended left in a folder; once for each folder in the life of this process.</summary>
    public static void SweepOnce(string folder)
    {
        if (s_swept.TryAdd(folder, true))
            Sweep(folder);
    }

    /// <summary>Deletes what processes of this machine that have ended left in a folder.</summary>
    internal static void Sweep(string folder)
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(folder, $"{Prefix}{s_machine}-*{Suffix}", new EnumerationOptions { AttributesToSkip = FileAttributes.None }))
            {
                if (FindProcess(path) is { } id && !IsRunning(id))
                    File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They only take space; the next process tries again.
        }
    }

    private static int? FindProcess(string path) =>
        int.TryParse(Path.GetFileName(path).Split('-') is [_, _, var id, _] ? id : "", NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    [GeneratedRegex(@"'[^']*\.vitmlnet-[0-9a-f]+-\d+-[0-9a-f]+\.tmp'")]
    private static partial Regex QuotedName();

    private static bool IsRunning(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return true;
        }
    }
}
