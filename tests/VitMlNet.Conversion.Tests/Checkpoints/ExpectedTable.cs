namespace VitMlNet.Conversion.Tests.Checkpoints;

/// <summary>A table of the development material: what should become of each of its files.</summary>
internal static class ExpectedTable
{
    /// <summary>The rows by the names of their columns; the test is skipped where the material is absent.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(params string[] parts)
    {
        if (RepositoryPaths.Shared(parts) is not { } path)
        {
            Assert.Inconclusive($"The development material {string.Join('/', parts)} is absent.");
            return [];
        }

        string[] lines = File.ReadAllLines(path);
        string[] names = lines[0].Split('\t');
        return [.. lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t'))
            .Select(fields => names.Select((name, i) => (name, fields.ElementAtOrDefault(i) ?? "")).ToDictionary(pair => pair.name, pair => pair.Item2))];
    }

    /// <summary>Checks every row, and names all that fail, not only the first.</summary>
    public static void CheckAll(IEnumerable<IReadOnlyDictionary<string, string>> rows, Func<IReadOnlyDictionary<string, string>, string?> check, TestContext context)
    {
        var failures = new List<string>();
        int count = 0;
        foreach (IReadOnlyDictionary<string, string> row in rows)
        {
            count++;
            string? failure;
            try
            {
                failure = check(row);
            }
            catch (Exception exception) when (exception is not AssertInconclusiveException)
            {
                failure = exception.ToString();
            }

            if (failure is not null)
                failures.Add($"{row.Values.First()}: {failure}");
        }

        context.WriteLine($"{count - failures.Count} of {count} rows");
        Assert.IsTrue(count > 0, "the table has no such rows");
        Assert.AreEqual(0, failures.Count, string.Join(Environment.NewLine, failures));
    }
}
