using System.Diagnostics;

namespace VitMlNet.Inference.Tests;

/// <summary>64 threads with one predictor, as in a busy server: each gets the answer that its photograph gets alone.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SoakTests(TestContext context)
{
    private const int Threads = 64;
    private const int Calls = 5000;
    private const long AllowedGrowth = 50L << 20;

    [TestMethod]
    [TestCategory("Long")]
    [Timeout(600_000)]
    public void Every_answer_is_that_of_the_photograph_alone_and_memory_stays()
    {
        using var photographs = new SoakPhotographs();
        VitModel model = VitModel.Open(Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx"));
        SoakAnswer[] alone = photographs.Answer(model);
        using var predictor = new VitPredictor(model);
        using var session = new SessionCounts(model);

        Run(predictor, photographs, call => call < Calls / 5, (photograph, answer) => answer.AssertNear(alone[photograph]));
        long resident = Resident(), runs = session.Runs, images = session.Images;
        Run(predictor, photographs, call => call < Calls, (photograph, answer) => answer.AssertNear(alone[photograph]));

        long growth = Resident() - resident;
        context.WriteLine($"{(double)(session.Images - images) / (session.Runs - runs):0.00} photographs in a run, resident size {growth / 1048576.0:+0.0;-0.0} MiB");
        Assert.IsLessThan(AllowedGrowth, growth);
        Assert.IsLessThan(session.Images - images, session.Runs - runs, "calls share runs");
    }

    [TestMethod]
    [TestCategory("Long")]
    [Timeout(600_000)]
    public void Three_exchanges_of_the_model_file_fail_no_call()
    {
        using var photographs = new SoakPhotographs();
        using var folder = new TemporaryFolder();
        TinyModel[] models = [.. Enumerable.Range(1, 4).Select(number => new TinyModel { Seed = number, Labels = [.. TinyModel.Animals.Select(animal => $"{animal} {number}")] })];
        SoakAnswer[][] answers = [.. models.Select((model, number) => photographs.Answer(VitModel.Open(model.Write(folder.File($"{number}.onnx")))))];
        string path = models[0].Write(folder.File("model.onnx"));
        using var predictor = new VitPredictor(VitModel.Open(path));
        int done = 0, used = 1;
        bool exchanged = false;
        var calls = Task.Factory.StartNew(
            () => Run(predictor, photographs, call => call < Calls || !Volatile.Read(ref exchanged), (photograph, answer) =>
            {
                // A call may end with the model that was in use when it began.
                Assert.IsTrue(answers.Take(Volatile.Read(ref used)).Any(model => answer.IsNear(model[photograph])), $"photograph {photograph}: {answer} is no model's");
                Interlocked.Increment(ref done);
            }),
            context.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        while (used < models.Length && SpinWait.SpinUntil(() => done > used * Calls / 4 || calls.IsCompleted, TimeSpan.FromMinutes(5)) && !calls.IsCompleted)
        {
            Scene.Replace(path, models[used]);
            VitModel model = VitModel.Open(path);
            Volatile.Write(ref used, used + 1);
            predictor.ReplaceModel(model);
        }

        Volatile.Write(ref exchanged, true);
        calls.GetAwaiter().GetResult();
        Assert.AreEqual(models.Length, used);
        context.WriteLine($"{done} calls");
        Run(predictor, photographs, call => call < Calls / 10, (photograph, answer) => answer.AssertNear(answers[^1][photograph]));
    }

    private static void Run(VitPredictor predictor, SoakPhotographs photographs, Func<int, bool> isWanted, Action<int, SoakAnswer> check)
    {
        int next = -1;
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            try
            {
                for (int call = Interlocked.Increment(ref next); isWanted(call); call = Interlocked.Increment(ref next))
                {
                    int photograph = (int)(call * 7919L % SoakPhotographs.Count);
                    check(photograph, photographs.Ask(predictor, photograph, call));
                }
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        if (!failures.IsEmpty)
            throw new AggregateException(failures);
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
