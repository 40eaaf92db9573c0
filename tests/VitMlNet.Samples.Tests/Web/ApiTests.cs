using System.Net;
using System.Net.Http.Json;

namespace VitMlNet.Samples.Tests.Web;

[TestClass]
public sealed class ApiTests
{
    private const int MaxUploadBytes = 1 << 20;
    private static readonly Dictionary<string, (string Type, byte[] File)> GoodFiles = new()
    {
        ["JPEG"] = ("image/jpeg", Uploads.Sample("pizza.jpg")),
        ["PNG"] = ("image/png", Uploads.Sample("chelsea.png")),
        ["WebP"] = ("image/webp", File.ReadAllBytes(Path.Combine(RepositoryPaths.Root, "tests", "Data", "images", "orientation6.webp"))),
        ["GIF"] = ("image/gif", GifFile.Write(9, 7, new byte[768], [(y, x) => y * x])),
        ["BMP"] = ("image/bmp", BmpFile.Write(TestPicture.Noise(12, 10, 3))),
        ["a PNG called JPEG"] = ("image/jpeg", Uploads.Sample("chelsea.png")),
    };

    private static readonly Dictionary<string, (int Status, string Reason, byte[] File)> BadFiles = new()
    {
        ["empty"] = (400, "empty", []),
        ["cut off"] = (400, "incomplete", Uploads.Sample("chelsea.png")[..^1000]),
        ["damaged"] = (400, "damaged", Uploads.Damaged()),
        ["bomb"] = (413, "tooManyPixels", Uploads.Bomb()),
        ["a little too long"] = (413, "tooManyBytes", new byte[MaxUploadBytes + 1]),
        ["much too long"] = (413, "tooManyBytes", new byte[3 * MaxUploadBytes]),
        ["a document"] = (415, "unknownFormat", "%PDF-1.7 is no picture"u8.ToArray()),
    };

    private static WebProcess _web = null!;

    public static IEnumerable<object[]> GoodNames => GoodFiles.Keys.Select(name => (object[])[name]);

    public static IEnumerable<object[]> BadNames => BadFiles.Keys.Select(name => (object[])[name]);

    [ClassInitialize]
    public static async Task StartAsync(TestContext _) =>
        _web = await WebProcess.StartAsync($"MaxUploadBytes={MaxUploadBytes}", "UploadTimeout=00:00:02", "QueueLength=100");

    [ClassCleanup]
    public static void Stop() => _web.Dispose();

    [TestMethod]
    [DynamicData(nameof(GoodNames))]
    public async Task AGoodFileIsAnsweredAsTheLibraryWould(string name)
    {
        (string type, byte[] file) = GoodFiles[name];
        VitClassification expected = Expected.Classify(file);
        using HttpResponseMessage asBody = await PostAsync(Uploads.Raw(file, type));
        await Answers.AssertRightAsync(asBody, expected);
        using HttpResponseMessage asField = await PostAsync(Uploads.Form(file, type: type));
        await Answers.AssertRightAsync(asField, expected);
        Assert.IsTrue(asField.Headers.CacheControl!.NoStore);
    }

    [TestMethod]
    [DynamicData(nameof(BadNames))]
    public async Task ABadFileIsRefusedWithItsReason(string name)
    {
        (int status, string reason, byte[] file) = BadFiles[name];
        using HttpResponseMessage asBody = await PostAsync(Uploads.Raw(file));
        await Answers.AssertProblemAsync(asBody, status, reason);
        using HttpResponseMessage asField = await PostAsync(Uploads.Form(file));
        await Answers.AssertProblemAsync(asField, status, reason);
    }

    [TestMethod]
    public async Task ARequestWithoutAPhotographIsRefused()
    {
        byte[] file = Uploads.Sample("pizza.jpg");
        await AssertRefusedAsync(null, 400, "noImage");
        await AssertRefusedAsync(Uploads.Form(file, field: "other"), 400, "noImage");
        await AssertRefusedAsync(Uploads.Raw(file, "text/plain"), 415, "unknownFormat");
        await AssertRefusedAsync(Uploads.Raw(file, "multipart/form-data"), 400, "badForm");
        await AssertRefusedAsync(Uploads.Raw(file, "multipart/form-data; boundary=none"), 400, "badForm");
        byte[] halfAForm = "--x\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\nhalf"u8.ToArray();
        await AssertRefusedAsync(Uploads.Raw(halfAForm, "multipart/form-data; boundary=x"), 400, "badForm");

        async Task AssertRefusedAsync(HttpContent? content, int status, string reason)
        {
            using HttpResponseMessage response = await PostAsync(content);
            await Answers.AssertProblemAsync(response, status, reason);
        }
    }

    [TestMethod]
    public async Task AnUploadThatStopsIsGivenUp()
    {
        using HttpResponseMessage response = await Uploads.SendHalfAsync(_web.Address, Uploads.Sample("pizza.jpg"));
        await Answers.AssertProblemAsync(response, 408, "tooSlow");
    }

    [TestMethod]
    public async Task OtherAddressesAndMethodsAreProblemsToo()
    {
        foreach ((HttpMethod method, string address, int status) in ((HttpMethod, string, int)[])[
            (HttpMethod.Get, "api/none", 404),
            (HttpMethod.Get, "api/classify", 405),
            (HttpMethod.Get, "..%2fappsettings.json", 404),
            (HttpMethod.Get, "appsettings.json", 404)])
        {
            using HttpResponseMessage response = await _web.Client.SendAsync(new HttpRequestMessage(method, address));
            Assert.AreEqual(status, (int)response.StatusCode, address);
            Assert.AreEqual("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [TestMethod]
    public async Task ItIsAliveAndReadyAndTellsItsLimits()
    {
        Assert.AreEqual("Healthy", await _web.Client.GetStringAsync("health/live"));
        Assert.AreEqual("Healthy", await _web.Client.GetStringAsync("health/ready"));
        var service = await _web.Client.GetFromJsonAsync<Dictionary<string, object>>("api/service");
        Assert.AreEqual("vit-demo", service!["model"].ToString());
        Assert.AreEqual("17", service["classes"].ToString());
        Assert.AreEqual($"{MaxUploadBytes}", service["maxUploadBytes"].ToString());
    }

    [TestMethod]
    public async Task EveryResponseForbidsWhatThePageDoesNotNeed()
    {
        foreach (string address in (string[])["", "app.js", "api/service", "api/none"])
        {
            using HttpResponseMessage response = await _web.Client.GetAsync(address);
            string policy = response.Headers.GetValues("Content-Security-Policy").Single();
            StringAssert.StartsWith(policy, "default-src 'none';");
            Assert.DoesNotContain("unsafe", policy);
            Assert.AreEqual("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.IsEmpty(response.Headers.Server);
        }
    }

    private static Task<HttpResponseMessage> PostAsync(HttpContent? content) => _web.Client.PostAsync("api/classify", content);
}
