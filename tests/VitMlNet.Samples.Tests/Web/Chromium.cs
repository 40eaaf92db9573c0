using Microsoft.Playwright;

namespace VitMlNet.Samples.Tests.Web;

/// <summary>The browser that is installed on this machine.</summary>
internal static class Chromium
{
    // Nothing is asked of the network but the page.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private static readonly Environment.SpecialFolder[] WindowsFolders =
        [Environment.SpecialFolder.ProgramFiles, Environment.SpecialFolder.ProgramFilesX86, Environment.SpecialFolder.LocalApplicationData];

    private static readonly string[] WindowsPrograms =
        ["Chromium/Application/chrome.exe", "Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"];

    private static readonly string[] MacPrograms =
    [
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ];

    private static readonly string[] LinuxPrograms =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/snap/bin/chromium",
        "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/usr/bin/microsoft-edge",
    ];

    /// <summary>The program that the environment variable CHROMIUM names, or one at a usual place; null where there is none.</summary>
    public static string? Path { get; } = Find();

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = Arguments, Timeout = 120_000 });

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new InvalidOperationException($"{named}: the environment variable CHROMIUM names no file.");
        string[] usual = OperatingSystem.IsWindows()
            ? [.. from folder in WindowsFolders from program in WindowsPrograms select System.IO.Path.Combine(Environment.GetFolderPath(folder), program)]
            : OperatingSystem.IsMacOS() ? MacPrograms : LinuxPrograms;
        return usual.FirstOrDefault(File.Exists);
    }
}
