namespace VitMlNet.Samples.Tests.Web;

/// <summary>How the web sample starts and ends, and what it does when there is too much to do.</summary>
[TestClass]
public sealed class LifetimeTests
{
    /// <summary>What the server notes when a request has got its place in the queue.</summary>
    private const string Entered = "Executing endpoint 'HTTP: POST /api/classify";

    // An upload that halts for as long as a test likes is not given up.
    private static readonly string[] Patient = ["UploadTimeout=00:10:00", "MinUploadBytesPerSecond=1"];

    [TestMethod]
    public async Task ARequestUnderWayIsAnsweredBeforeTheProgramEnds()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows has no SIGTERM.");
        using WebProcess web = await WebProcess.StartAsync(Patient);
        byte[] file = Uploads.Sample("pizza.jpg");
        var halting = new Uploads.Halting(file);
        Task<HttpResponseMessage> answer = web.Client.PostAsync("api/classify", halting);
        await web.WaitForLogAsync(Entered);
        web.Terminate();
        await web.WaitForLogAsync("shutting down");
        Assert.IsFalse(web.HasExited);
        halting.GoOn();
        using HttpResponseMessage response = await answer;
        await Answers.AssertRightAsync(response, Expected.Classify(file));
        Assert.AreEqual(0, await web.WaitForExitAsync(), web.Log);
    }

    [TestMethod]
    public async Task SlowUploadsKeepNobodyOut()
    {
        using WebProcess web = await WebProcess.StartAsync(["QueueLength=1", .. Patient]);
        byte[] file = Uploads.Sample("pizza.jpg");
        Uploads.Halting[] halting = [.. Enumerable.Range(0, 80).Select(_ => new Uploads.Halting(file))];
        Task<HttpResponseMessage>[] slow = [.. halting.Select(content => web.Client.PostAsync("api/classify", content))];
        await web.WaitForLogAsync(Entered, count: halting.Length);
        using HttpResponseMessage quick = await web.Client.PostAsync("api/classify", Uploads.Raw(file));
        await Answers.AssertRightAsync(quick, Expected.Classify(file));

        // One after the other, there is a place for each.
        foreach ((Uploads.Halting content, Task<HttpResponseMessage> answer) in halting.Zip(slow))
        {
            content.GoOn();
            await Answers.AssertRightAsync(await answer, Expected.Classify(file));
        }
    }

    [TestMethod]
    public async Task RequestsBeyondTheQueueAreToldToComeBack()
    {
        using WebProcess web = await WebProcess.StartAsync("QueueLength=1");
        byte[] file = Uploads.Sample("coffee.png");
        int busy = 0;
        for (int round = 0; round < 20 && busy == 0; round++)
        {
            HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => web.Client.PostAsync("api/classify", Uploads.Raw(file))));
            foreach (HttpResponseMessage response in responses)
                busy += await IsBusyAsync(response) ? 1 : 0;
        }

        Assert.IsGreaterThan(0, busy);
        using HttpResponseMessage later = await web.Client.PostAsync("api/classify", Uploads.Raw(file));
        await Answers.AssertRightAsync(later, Expected.Classify(file));

        async Task<bool> IsBusyAsync(HttpResponseMessage response)
        {
            using HttpResponseMessage own = response;
            if (own.IsSuccessStatusCode)
            {
                await Answers.AssertRightAsync(own, Expected.Classify(file));
                return false;
            }

            await Answers.AssertProblemAsync(own, 503, "busy");
            Assert.AreEqual(TimeSpan.FromSeconds(1), own.Headers.RetryAfter!.Delta);
            return true;
        }
    }

    [TestMethod]
    public async Task UploadsBeyondTheMemoryAreToldToComeBack()
    {
        byte[] large = Uploads.Sample("coffee.png"), small = Uploads.Sample("pizza.jpg");
        using WebProcess web = await WebProcess.StartAsync($"MaxTotalUploadBytes={small.Length + 1000}");
        using HttpResponseMessage refused = await web.Client.PostAsync("api/classify", Uploads.Raw(large));
        await Answers.AssertProblemAsync(refused, 503, "busy");

        // What a request took is free again after it.
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage response = await web.Client.PostAsync("api/classify", Uploads.Raw(small));
            await Answers.AssertRightAsync(response, Expected.Classify(small));
        }
    }

    [TestMethod]
    public async Task AnUploadBelowTheLeastSpeedIsGivenUp()
    {
        using WebProcess web = await WebProcess.StartAsync("MinUploadBytesPerSecond=1000000", "UploadTimeout=00:05:00");
        using HttpResponseMessage response = await Uploads.SendHalfAsync(web.Address, Uploads.Sample("pizza.jpg"));
        await Answers.AssertProblemAsync(response, 408, "tooSlow");
    }

    [TestMethod]
    public void WhatKeepsItFromStartingIsTold()
    {
        using var folder = new TemporaryFolder();
        foreach ((string setting, string told) in ((string, string)[])[
            ($"ModelPath={folder.File("none.onnx")}", folder.File("none.onnx")),
            ("TopCount=0", "TopCount"),
            ($"ModelPath={folder.File("none.zip")}", folder.File("none.zip")),
            ("UploadTimeout=soon", "UploadTimeout"),
            ("UploadTimeout=-00:00:01", "UploadTimeout"),
            ("QueueTimeout=00:00:00", "QueueTimeout")])
        {
            AssertOneLine(SampleProgram.Run("WebClassifier", "--urls", "http://127.0.0.1:0", $"--Classifier:{setting}"), told);
        }
    }

    [TestMethod]
    public async Task APortInUseIsTold()
    {
        using WebProcess web = await WebProcess.StartAsync();
        AssertOneLine(SampleProgram.Run("WebClassifier", "--urls", web.Address.ToString()), "address already in use");
    }

    private static void AssertOneLine((int ExitCode, string Output, string Error) run, string told)
    {
        Assert.AreEqual(1, run.ExitCode, run.Output + run.Error);
        Assert.DoesNotContain("   at ", run.Output);
        StringAssert.StartsWith(run.Error, "WebClassifier cannot start: ");
        StringAssert.Contains(run.Error, told);
        Assert.HasCount(1, run.Error.TrimEnd().Split('\n'));
    }
}
