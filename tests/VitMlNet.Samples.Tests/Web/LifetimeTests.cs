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
        byte[] file = Uploads.Sample("rocket.jpg");
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
    public async Task RequestsBeyondTheQueueAreToldToComeBack()
    {
        using WebProcess web = await WebProcess.StartAsync(["EngineCount=1", "QueueLength=1", .. Patient]);
        byte[] file = Uploads.Sample("rocket.jpg");
        Uploads.Halting[] halting = [new(file), new(file)];
        Task<HttpResponseMessage>[] first = [.. halting.Select(content => web.Client.PostAsync("api/classify", content))];
        await web.WaitForLogAsync(Entered, count: 2);
        using HttpResponseMessage third = await web.Client.PostAsync("api/classify", Uploads.Raw(file));
        await Answers.AssertProblemAsync(third, 503, "busy");
        Assert.AreEqual(TimeSpan.FromSeconds(1), third.Headers.RetryAfter!.Delta);
        Assert.AreEqual("Healthy", await web.Client.GetStringAsync("health/live"));

        foreach (Uploads.Halting content in halting)
            content.GoOn();
        foreach (Task<HttpResponseMessage> answer in first)
            await Answers.AssertRightAsync(await answer, Expected.Classify(file));
        using HttpResponseMessage later = await web.Client.PostAsync("api/classify", Uploads.Raw(file));
        await Answers.AssertRightAsync(later, Expected.Classify(file));
    }

    [TestMethod]
    public async Task AnUploadBelowTheLeastSpeedIsGivenUp()
    {
        using WebProcess web = await WebProcess.StartAsync("MinUploadBytesPerSecond=1000000", "UploadTimeout=00:05:00");
        using HttpResponseMessage response = await Uploads.SendHalfAsync(web.Address, Uploads.Sample("rocket.jpg"));
        await Answers.AssertProblemAsync(response, 408, "tooSlow");
    }

    [TestMethod]
    public void WhatKeepsItFromStartingIsTold()
    {
        using var folder = new TemporaryFolder();
        foreach ((string setting, string told) in ((string, string)[])[
            ($"ModelPath={folder.File("none.onnx")}", folder.File("none.onnx")),
            ("TopCount=0", "TopCount"),
            ("UploadTimeout=soon", "UploadTimeout")])
        {
            (int exitCode, string output, string error) = SampleProgram.Run("WebClassifier", "--urls", "http://127.0.0.1:0", $"--Classifier:{setting}");
            Assert.AreEqual(1, exitCode, output + error);
            StringAssert.Contains(output + error, told);
            Assert.DoesNotContain("   at ", output + error);
        }
    }
}
