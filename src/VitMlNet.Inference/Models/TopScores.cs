namespace VitMlNet;

/// <summary>Picks the highest of many scores.</summary>
internal static class TopScores
{
    /// <summary>
    /// The places of the <paramref name="count"/> highest scores, highest first, the lower place first among equals;
    /// NaN is never picked, so that there are fewer places where fewer scores are numbers.
    /// </summary>
    public static int[] Find(ReadOnlySpan<float> scores, int count)
    {
        var places = new List<int>(Math.Min(count, scores.Length) + 1);
        for (int i = 0; i < scores.Length; i++)
        {
            float score = scores[i];
            if (float.IsNaN(score) || (places.Count == count && !(score > scores[places[^1]])))
                continue;
            int place = places.Count;
            while (place > 0 && score > scores[places[place - 1]])
                place--;
            places.Insert(place, i);
            if (places.Count > count)
                places.RemoveAt(count);
        }

        return places.ToArray();
    }
}
