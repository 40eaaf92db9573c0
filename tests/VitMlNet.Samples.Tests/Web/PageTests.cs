using Microsoft.Playwright;

namespace VitMlNet.Samples.Tests.Web;

/// <summary>The page in a real browser, as wide as a telephone and as a screen.</summary>
[TestClass]
public sealed class PageTests(TestContext context)
{
    private const int MaxUploadBytes = 2 << 20;

    private static WebProcess? _web;
    private static IPlaywright? _playwright;
    private static IBrowser? _browser;

    [ClassInitialize]
    public static async Task StartAsync(TestContext _)
    {
        if (Chromium.Path is null)
            return;
        _web = await WebProcess.StartAsync($"MaxUploadBytes={MaxUploadBytes}");
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright);
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
        _web?.Dispose();
    }

    [TestMethod]
    [DataRow("choose", 390, ColorScheme.Light)]
    [DataRow("choose", 1280, ColorScheme.Dark)]
    [DataRow("drop", 390, ColorScheme.Dark)]
    [DataRow("drop", 1280, ColorScheme.Light)]
    [DataRow("paste", 390, ColorScheme.Light)]
    [DataRow("paste", 1280, ColorScheme.Light)]
    public async Task APhotographGetsFiveBarsAndAHeatMap(string way, int width, ColorScheme colors)
    {
        await using Visit visit = await Visit.StartAsync(_browser, _web, width, colors);
        byte[] file = Uploads.Sample("chelsea.png");
        await visit.GiveAsync(way, "chelsea.png", "image/png", file);

        ILocator rows = visit.Page.Locator("#predictions li");
        await Assertions.Expect(rows).ToHaveCountAsync(5);
        string[] labels = [.. await visit.Page.Locator("#predictions .label").AllTextContentsAsync()];
        CollectionAssert.AreEqual(Expected.Classify(file).Top(Expected.Count).Select(prediction => prediction.Label).ToArray(), labels);
        StringAssert.Matches(await rows.First.Locator(".share").TextContentAsync(), new(@"^\d\d\.\d%$"));
        await Assertions.Expect(visit.Page.Locator("#status")).ToContainTextAsync($"Most probable: {labels[0]}, ");

        await Assertions.Expect(visit.Page.Locator("#map")).ToBeVisibleAsync();
        Assert.IsGreaterThan(50, await visit.CountMapColorsAsync(), "The map has no colours.");
        Assert.IsTrue(await visit.PhotoAndMapCoincideAsync());
        await visit.KeepScreenshotAsync(context, $"{way}-{width}-{colors}");
        await visit.Page.Locator("#opacity").FillAsync("30");
        Assert.AreEqual("0.3", await visit.Page.Locator("#map").EvaluateAsync<string>("map => getComputedStyle(map).opacity"));
        await visit.Page.Locator("#show-map").PressAsync("Space");
        await Assertions.Expect(visit.Page.Locator("#map")).ToBeHiddenAsync();
        await visit.AssertSoundAsync();
    }

    [TestMethod]
    [DataRow(390)]
    [DataRow(1280)]
    public async Task ABadFileIsExplainedAndAGoodOneAfterItIsShown(int width)
    {
        await using Visit visit = await Visit.StartAsync(_browser, _web, width);
        await visit.KeepScreenshotAsync(context, $"empty-{width}");
        ILocator error = visit.Page.Locator("#error");
        foreach ((byte[] file, string message) in ((byte[], string)[])[
            ("no picture"u8.ToArray(), "This is no JPEG"),
            (Uploads.Sample("chelsea.png")[..9000], "The picture is incomplete"),
            (Uploads.Bomb(), "50 million pixels are allowed"),
            (new byte[MaxUploadBytes + 1], "2 MB are allowed")])
        {
            await visit.GiveAsync("choose", "photo.png", "image/png", file);
            await Assertions.Expect(error).ToContainTextAsync(message);
            await Assertions.Expect(visit.Page.Locator("#predictions")).ToBeHiddenAsync();
        }

        await visit.KeepScreenshotAsync(context, $"error-{width}");
        await visit.Page.Locator("[data-example='pizza.jpg']").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#predictions li")).ToHaveCountAsync(5);
        await Assertions.Expect(error).ToBeHiddenAsync();
        await visit.AssertSoundAsync(refused: 3);
    }

    [TestMethod]
    public async Task WithoutAttentionThereIsNoToggle()
    {
        await using Visit visit = await Visit.StartAsync(_browser, _web, 1280);
        await visit.Page.RouteAsync("**/api/classify", route => route.FulfillAsync(new RouteFulfillOptions
        {
            ContentType = "application/json",
            Body = """{"predictions":[{"index":0,"label":"a","score":0.5},{"index":1,"label":"b","score":0.1}],"attention":null,"model":"m"}""",
        }));
        await visit.GiveAsync("choose", "chelsea.png", "image/png", Uploads.Sample("chelsea.png"));
        await Assertions.Expect(visit.Page.Locator("#predictions li")).ToHaveCountAsync(2);
        await Assertions.Expect(visit.Page.Locator("#heat")).ToBeHiddenAsync();
        await Assertions.Expect(visit.Page.Locator("#map")).ToBeHiddenAsync();
        await visit.AssertSoundAsync();
    }

    [TestMethod]
    public async Task AServerThatIsGoneIsTold()
    {
        await using Visit visit = await Visit.StartAsync(_browser, _web, 390);
        await visit.Page.RouteAsync("**/api/classify", route => route.AbortAsync());
        await visit.GiveAsync("drop", "chelsea.png", "image/png", Uploads.Sample("chelsea.png"));
        await Assertions.Expect(visit.Page.Locator("#error")).ToContainTextAsync("cannot be reached");
    }

    [TestMethod]
    public async Task TheKeyboardReachesEverything()
    {
        await using Visit visit = await Visit.StartAsync(_browser, _web, 1280);
        await visit.GiveAsync("choose", "chelsea.png", "image/png", Uploads.Sample("chelsea.png"));
        await Assertions.Expect(visit.Page.Locator("#heat")).ToBeVisibleAsync();
        var reached = new List<string>();
        await visit.Page.EvaluateAsync("document.activeElement.blur()");
        for (int i = 0; i < 6; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            reached.Add(await visit.Page.EvaluateAsync<string>(
                "document.activeElement.id || document.activeElement.dataset.example || document.activeElement.tagName"));
        }

        CollectionAssert.AreEqual(new[] { "file", "chelsea.png", "coffee.png", "pizza.jpg", "show-map", "opacity" }, reached);
        await visit.AssertSoundAsync();
    }
}
