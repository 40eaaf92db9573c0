namespace VitMlNet.Store.Published;

/// <summary>Compares names of models: equal spellings, and similar names for a misspelled one.</summary>
internal static class ModelNames
{
    /// <summary>The letters and digits in lower case: <c>R50+L/32</c>, <c>R50_L_32</c> and <c>r50-l32</c> have the same key.</summary>
    public static string Key(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant));

    /// <summary>Up to three similar names, the most similar first. What follows a dot is a form, and is ignored.</summary>
    public static IReadOnlyList<string> Near(string wrong, IEnumerable<string> names)
    {
        string key = Key(wrong.Split('.')[0]);
        // Two transposed letters count twice.
        int limit = key.Length < 4 ? 1 : Math.Max(2, key.Length / 3);
        return
        [
            .. names
                .Select(name => (Name: name, Distance: Distance(key, Key(name))))
                .Where(found => found.Distance <= limit)
                .OrderBy(found => found.Distance)
                .Take(3)
                .Select(found => found.Name),
        ];
    }

    /// <summary>The Levenshtein distance: the least number of insertions, deletions and replacements that turn one text into the other.</summary>
    private static int Distance(string first, string second)
    {
        int[] row = [.. Enumerable.Range(0, second.Length + 1)];
        for (int i = 0; i < first.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < second.Length; j++)
            {
                int change = diagonal + (first[i] == second[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(change, 1 + Math.Min(diagonal, row[j]));
            }
        }

        return row[^1];
    }
}
