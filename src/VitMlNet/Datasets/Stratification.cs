namespace VitMlNet;

/// <summary>Deals the rows of each class out to parts, by chance, so that each part has its share of every class.</summary>
internal static class Stratification
{
    /// <summary>Which rows are for testing: of each class of two rows or more at least one, and never all.</summary>
    /// <param name="classes">The rows of each class.</param>
    /// <param name="testFraction">The share of each class, rounded to whole rows.</param>
    /// <param name="seed">Chooses the rows.</param>
    public static bool[] SelectTest(IReadOnlyList<int[]> classes, double testFraction, int seed)
    {
        var selected = new bool[classes.Sum(rows => rows.Length)];
        var random = new SplitMix64((ulong)seed);
        foreach (int[] rows in classes)
        {
            int[] shuffled = [.. rows];
            random.Shuffle<int>(shuffled);
            int count = rows.Length < 2 ? 0 : Math.Clamp((int)Math.Round(rows.Length * testFraction, MidpointRounding.AwayFromZero), 1, rows.Length - 1);
            foreach (int row in shuffled.AsSpan(0, count))
                selected[row] = true;
        }

        return selected;
    }

    /// <summary>Each row's fold. The folds' sizes, and their numbers of rows of each class, differ by one at most.</summary>
    /// <param name="classes">The rows of each class.</param>
    /// <param name="numberOfFolds">The number of folds.</param>
    /// <param name="seed">Chooses the rows.</param>
    public static int[] AssignFolds(IReadOnlyList<int[]> classes, int numberOfFolds, int seed)
    {
        var folds = new int[classes.Sum(rows => rows.Length)];
        var random = new SplitMix64((ulong)seed);
        int next = 0;
        foreach (int[] rows in classes)
        {
            int[] shuffled = [.. rows];
            random.Shuffle<int>(shuffled);
            foreach (int row in shuffled)
                folds[row] = next++ % numberOfFolds;
        }

        return folds;
    }
}
