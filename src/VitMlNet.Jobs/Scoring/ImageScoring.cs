namespace VitMlNet;

/// <summary>Scores photographs with a job's model, in this process.</summary>
internal static class ImageScoring
{
    /// <summary>The results of photographs, in their order.</summary>
    /// <param name="predictor">A predictor of the job's model.</param>
    /// <param name="plan">The job.</param>
    /// <param name="sources">The photographs.</param>
    /// <param name="addresses">Their addresses, as the plan has them.</param>
    /// <param name="start">The number of the first one among all of the job.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public static IAsyncEnumerable<(ScoredImage Image, bool IsUnreadable)> ScoreAsync(
        VitPredictor predictor,
        VitJobPlan plan,
        IAsyncEnumerable<VitImageSource> sources,
        IReadOnlyList<string> addresses,
        long start,
        CancellationToken cancellationToken) =>
        plan.Kind == VitJobKind.Classify
            ? ConvertAsync(predictor.ClassifyManyAsync(sources, cancellationToken), addresses, start, (image, value) => Classified(image, value, plan.Top))
            : ConvertAsync(predictor.FeaturizeManyAsync(sources, cancellationToken), addresses, start, Featurized);

    private static async IAsyncEnumerable<(ScoredImage, bool)> ConvertAsync<T>(
        IAsyncEnumerable<VitResult<T>> results, IReadOnlyList<string> addresses, long start, Func<ScoredImage, T, ScoredImage> complete)
        where T : class
    {
        int index = 0;
        await foreach (VitResult<T> result in results.ConfigureAwait(false))
        {
            var image = new ScoredImage { Position = start + index, Address = addresses[index++] };
            yield return result.IsSuccess
                ? (complete(image, result.Value), false)
                : (image with { Error = ImageError.WithoutSource(result.Error) }, result.Error.Reason == VitImageErrorReason.Unreadable);
        }
    }

    private static ScoredImage Classified(ScoredImage image, VitClassification value, int top)
    {
        if (!ImageError.AreFinite(value.Scores.Span))
            return image with { Error = ImageError.NotFinite };
        IReadOnlyList<VitPrediction> best = value.Top(top);
        return image with
        {
            Label = value.Label,
            Classes = [.. best.Select(prediction => prediction.Index)],
            Values = [.. best.Select(prediction => prediction.Score)],
        };
    }

    private static ScoredImage Featurized(ScoredImage image, float[] features) =>
        ImageError.AreFinite(features) ? image with { Values = features } : image with { Error = ImageError.NotFinite };
}
