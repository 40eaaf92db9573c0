using Microsoft.Playwright;

namespace VitMlNet.Samples.Tests.Web;

/// <summary>One visitor of the page, with a window of a given width.</summary>
internal sealed class Visit : IAsyncDisposable
{
    // Gives the page a file as a browser does when one is dropped or pasted.
    private const string Hand = """
        ([way, name, type, base64]) => {
            const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
            const data = new DataTransfer();
            data.items.add(new File([bytes], name, { type }));
            if (way === 'paste')
                return document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
            for (const type of ['dragenter', 'dragover', 'drop'])
                document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
        }
        """;

    private const string MapColors = """
        () => {
            const map = document.getElementById('map');
            const pixels = new Uint32Array(map.getContext('2d').getImageData(0, 0, map.width, map.height).data.buffer);
            return new Set(pixels).size;
        }
        """;

    private const string Coincide = """
        () => {
            const [photo, map] = ['photo', 'map'].map(id => document.getElementById(id).getBoundingClientRect());
            const image = document.getElementById('photo');
            const near = (a, b) => Math.abs(a - b) < 1;
            return near(photo.x, map.x) && near(photo.y, map.y) && near(photo.width, map.width) && near(photo.height, map.height)
                && Math.abs(photo.width / photo.height - image.naturalWidth / image.naturalHeight) < 0.02;
        }
        """;

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private Visit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    /// <summary>Opens the page; inconclusive where no browser is installed.</summary>
    public static async Task<Visit> StartAsync(IBrowser? browser, WebProcess? web, int width, ColorScheme colors = ColorScheme.Light)
    {
        if (browser is null)
            Assert.Inconclusive("No Chromium is installed, nor named by the environment variable CHROMIUM: the page is not tested.");
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = width < 800 ? 844 : 800 },
            ColorScheme = colors,
            ReducedMotion = ReducedMotion.Reduce,
            DeviceScaleFactor = width < 800 ? 2 : 1,
        });
        context.SetDefaultTimeout(60_000);
        var visit = new Visit(context, await context.NewPageAsync());
        await visit.Page.GotoAsync(web!.Address.ToString());
        await Assertions.Expect(visit.Page.Locator("#model")).ToContainTextAsync("vit-demo");
        return visit;
    }

    /// <summary>Chooses, drops or pastes a file.</summary>
    public Task GiveAsync(string way, string name, string type, byte[] file) => way == "choose"
        ? Page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = name, MimeType = type, Buffer = file })
        : Page.EvaluateAsync(Hand, new[] { way, name, type, Convert.ToBase64String(file) });

    public Task<int> CountMapColorsAsync() => Page.EvaluateAsync<int>(MapColors);

    public Task<bool> PhotoAndMapCoincideAsync() => Page.EvaluateAsync<bool>(Coincide);

    /// <summary>The browser has complained of nothing but refused photographs, and nothing is wider than the window.</summary>
    public async Task AssertSoundAsync(int refused = 0)
    {
        string[] complaints = [.. _complaints.Where(text => !text.Contains("the server responded with a status of 4", StringComparison.Ordinal))];
        Assert.IsEmpty(complaints, string.Join('\n', complaints));
        Assert.HasCount(refused, _complaints);
        Assert.IsTrue(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page scrolls sideways.");
    }

    /// <summary>Keeps a picture of the page among the results of the test.</summary>
    public async Task KeepScreenshotAsync(TestContext context, string name)
    {
        string path = Path.Combine(RepositoryPaths.Root, "tests", "VitMlNet.Samples.Tests", "TestResults", "Screenshots", name + ".png");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = true });
        context.AddResultFile(path);
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
