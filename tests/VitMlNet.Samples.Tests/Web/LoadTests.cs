using System.Diagnostics;
using System.Globalization;

namespace VitMlNet.Samples.Tests.Web;

/// <summary>A thousand requests at the same time, bad ones among them.</summary>
[TestClass]
[DoNotParallelize]
public sealed class LoadTests(TestContext context)
{
    private const int MaxUploadBytes = 1 << 20;
    private const int SlowStatus = 408;
    private const long Allowance = 64 << 20;

    [TestMethod]
    [TestCategory("Long")]
    public async Task AThousandRequestsAreAllAnsweredRightAndLeaveMemoryAsItWas()
    {
        using WebProcess web = await WebProcess.StartAsync(
            $"MaxUploadBytes={MaxUploadBytes}", "QueueLength=1000", "UploadTimeout=00:00:15", "QueueTimeout=00:05:00", "MinUploadBytesPerSecond=1");
        Request[] requests = [.. CreateRequests()];
        await SendAsync(web, [.. requests.Where(request => request.Status != SlowStatus)]);
        long early = web.ResidentSize;
        Stopwatch time = Stopwatch.StartNew();
        await SendAsync(web, requests);
        time.Stop();
        long late = web.ResidentSize;

        string measured = string.Create(
            CultureInfo.InvariantCulture,
            $"{requests.Length} requests in {time.Elapsed.TotalSeconds:0.0} s; resident before {early / 1e6:0} MB, at the end {late / 1e6:0} MB");
        context.WriteLine(measured);
        Assert.IsLessThanOrEqualTo(early + Allowance, late, measured);
        Assert.AreEqual("Healthy", await web.Client.GetStringAsync("health/ready"));
        Assert.DoesNotContain("ExceptionHandlerMiddleware", web.Log, "A request has met an error that nobody foresaw.");
    }

    private static async Task SendAsync(WebProcess web, Request[] requests)
    {
        await Task.WhenAll(requests.Select(async request =>
        {
            using HttpResponseMessage response = await request.SendAsync(web);
            if (request.Expected is not null)
                await Answers.AssertRightAsync(response, request.Expected);
            else
                await Answers.AssertProblemAsync(response, request.Status, request.Reason);
        }));
    }

    private static IEnumerable<Request> CreateRequests()
    {
        Request[] good =
        [
            .. ((byte[][])[
                Uploads.Sample("pizza.jpg"), Uploads.Sample("chelsea.png"), GifFile.Write(9, 7, new byte[768], [(y, x) => y * x]),
                .. Enumerable.Range(0, 20).Select(seed => PngFile.Write(TestPicture.Noise(60 + seed, 90, seed)))])
                .Select(file => new Request(web => web.Client.PostAsync("api/classify", Uploads.Form(file))) { Expected = Expected.Classify(file) }),
        ];
        byte[] large = new byte[MaxUploadBytes + 5000], cut = Uploads.Sample("pizza.jpg")[..50_000], bomb = Uploads.Bomb(), damaged = Uploads.Damaged();
        Request[] bad =
        [
            new(web => PostAsync(web, "some text"u8.ToArray())) { Status = 415, Reason = "unknownFormat" },
            new(web => PostAsync(web, large)) { Status = 413, Reason = "tooManyBytes" },
            new(web => PostAsync(web, cut)) { Status = 400, Reason = "incomplete" },
            new(web => PostAsync(web, damaged)) { Status = 400, Reason = "damaged" },
            new(web => PostAsync(web, bomb)) { Status = 413, Reason = "tooManyPixels" },
            new(web => Uploads.SendHalfAsync(web.Address, cut)) { Status = SlowStatus, Reason = "tooSlow" },
            new(web => web.Client.PostAsync("api/classify", null)) { Status = 400, Reason = "noImage" },
        ];
        return Enumerable.Range(0, 1000).Select(i => i % 4 == 3 ? bad[i / 4 % bad.Length] : good[i % good.Length]);

        static Task<HttpResponseMessage> PostAsync(WebProcess web, byte[] file) => web.Client.PostAsync("api/classify", Uploads.Raw(file));
    }

    private sealed record Request(Func<WebProcess, Task<HttpResponseMessage>> SendAsync)
    {
        public VitClassification? Expected { get; init; }

        public int Status { get; init; }

        public string Reason { get; init; } = "";
    }
}
