namespace VitMlNet.Inference.Tests;

[TestClass]
public sealed class NeighborIndexTests
{
    [TestMethod]
    [DataRow(1, 5, 3)]
    [DataRow(7, 40, 10)]
    [DataRow(192, 300, 1)]
    [DataRow(33, 100, 100)]
    [DataRow(8, 20, 50)]
    public void The_nearest_are_those_that_a_plain_search_finds(int length, int stored, int count)
    {
        var random = new Random(length);
        float[][] vectors = [.. Enumerable.Range(0, stored).Select(_ => Vector(random, length))];
        var index = new VitNeighborIndex<int>(length);
        for (int i = 0; i < stored; i++)
            index.Add(i, vectors[i]);
        for (int query = 0; query < 20; query++)
        {
            float[] wanted = query < 5 ? vectors[query] : Vector(random, length);
            double[] cosines = [.. vectors.Select(vector => Cosine(wanted, vector))];
            VitNeighbor<int>[] found = [.. index.Find(wanted, count)];

            Assert.HasCount(Math.Min(stored, count), found);
            CollectionAssert.AreEqual(found.OrderByDescending(neighbor => neighbor.Similarity).ThenBy(neighbor => neighbor.Key).ToArray(), found);
            foreach (VitNeighbor<int> neighbor in found)
                Assert.AreEqual(cosines[neighbor.Key], neighbor.Similarity, 1e-6);
            double[] best = [.. cosines.OrderDescending().Take(count)];
            for (int i = 0; i < found.Length; i++)
                Assert.AreEqual(best[i], found[i].Similarity, 1e-6);
            if (query < 5 && length > 1)
                Assert.AreEqual(query, found[0].Key);
        }
    }

    [TestMethod]
    public void Only_the_direction_counts()
    {
        var index = new VitNeighborIndex<string>(2);
        index.Add("right", [1e-30f, 0]);
        index.Add("far right", [3e38f, 0]);
        index.Add("up", [0, 5]);
        index.Add("left", [-1e-44f, 0]);
        CollectionAssert.AreEqual(
            new[] { new VitNeighbor<string>("right", 1), new("far right", 1), new("up", 0), new("left", -1) },
            index.Find([7, 0], 9).ToArray());
        Assert.AreEqual(0.6f, index.Find([0.3f, 0.4f], 4)[1].Similarity, 1e-6f);
    }

    [TestMethod]
    public void Vectors_without_a_direction_or_of_another_length_are_told()
    {
        var index = new VitNeighborIndex<int>(3);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => index.Add(1, [0, 0, -0f])).Message, "only zeros");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => index.Add(1, [0, float.NaN, 1])).Message, "NaN");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => index.Find([float.PositiveInfinity, 0, 1], 1)).Message, "finite");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => index.Find([1, 2], 1)).Message, "3 values is expected, and this has 2");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => index.Find([1, 2, 3], 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VitNeighborIndex<int>(0));
        Assert.AreEqual(0, index.Count);
        Assert.IsEmpty(index.Find([1, 2, 3], 5));
    }

    [TestMethod]
    public void Threads_search_while_others_add()
    {
        var index = new VitNeighborIndex<int>(4);
        Parallel.For(0, 8, worker =>
        {
            var random = new Random(worker);
            for (int i = 0; i < 300; i++)
            {
                if (worker < 4)
                {
                    index.Add((worker * 1000) + i, Vector(random, 4));
                    continue;
                }

                int before = index.Count;
                VitNeighbor<int>[] found = [.. index.Find(Vector(random, 4), 2000)];
                Assert.IsGreaterThanOrEqualTo(before, found.Length);
                Assert.IsTrue(found.All(neighbor => neighbor.Similarity is >= -1 and <= 1));
            }
        });
        CollectionAssert.AreEquivalent(
            Enumerable.Range(0, 4).SelectMany(worker => Enumerable.Range(worker * 1000, 300)).ToArray(),
            index.Find([1, 1, 1, 1], 5000).Select(neighbor => neighbor.Key).ToArray());
    }

    private static float[] Vector(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() - 0.5f) * 10)];

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
