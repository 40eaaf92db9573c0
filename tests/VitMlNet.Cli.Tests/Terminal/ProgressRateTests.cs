
namespace VitMlNet.Cli.Tests.Terminal;

[TestClass]
public sealed class ProgressRateTests
{
    [TestMethod]
    public void Nothing_is_known_before_something_is_done()
    {
        var rate = new ProgressRate();
        Assert.IsNull(rate.PerSecond);
        rate.Report(0, TimeSpan.FromSeconds(3));
        Assert.IsNull(rate.PerSecond);
        Assert.IsNull(rate.Left(100, TimeSpan.FromSeconds(4)));
    }

    [TestMethod]
    public void Batches_give_the_rate_of_their_images()
    {
        var rate = new ProgressRate();
        for (int batch = 1; batch <= 10; batch++)
        {
            for (int image = 1; image <= 8; image++)
                rate.Report(((batch - 1) * 8) + image, TimeSpan.FromSeconds(2 * batch));
            Assert.AreEqual(4.0, rate.PerSecond!.Value, 1e-9, $"batch {batch}");
        }

        Assert.AreEqual(TimeSpan.FromSeconds(30), rate.Left(200, TimeSpan.FromSeconds(20)));
    }

    [TestMethod]
    public void A_slower_end_takes_over_from_a_fast_beginning()
    {
        var rate = new ProgressRate();
        rate.Report(1000, TimeSpan.FromSeconds(1)); // from a cache
        for (int second = 2; second <= 120; second++)
            rate.Report(1000 + second, TimeSpan.FromSeconds(second));
        Assert.IsInRange(1.0, 1.2, rate.PerSecond!.Value);
    }

    [TestMethod]
    public void The_time_left_goes_down_between_two_reports_and_never_below_zero()
    {
        var rate = new ProgressRate();
        rate.Report(10, TimeSpan.FromSeconds(10));
        Assert.AreEqual(TimeSpan.FromSeconds(10), rate.Left(20, TimeSpan.FromSeconds(10)));
        Assert.AreEqual(TimeSpan.FromSeconds(6), rate.Left(20, TimeSpan.FromSeconds(14)));
        Assert.AreEqual(TimeSpan.Zero, rate.Left(20, TimeSpan.FromSeconds(60)));
        Assert.AreEqual(TimeSpan.Zero, rate.Left(5, TimeSpan.FromSeconds(10)));
    }
}
