namespace VitMlNet;

/// <summary>
/// Which parts of a photograph support a class: how much the class's probability grows where a part is left instead of covered. For any model with
/// classes, without gradients and without an attention output. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// The photograph is scored many times, each time with other parts covered by its mean colour, and each place's value is the slope of the probability over
/// the share of that place that stayed (after RISE: Petsiuk, Das and Saenko, 2018, with pairs of complementary masks).
/// </remarks>
public sealed class VitClassMap
{
    /// <summary>Places of the map for each part that is covered or left.</summary>
    private const int PlacesOfCell = 2;

    private readonly VitModel _model;
    private readonly VitPreprocessing _preprocessing;

    private VitClassMap(LoadedModel model, VitPreprocessing preprocessing, int classIndex, float[] values, int side)
    {
        (_model, _preprocessing) = (model.Model, preprocessing);
        (ClassIndex, Label, Values, Rows, Columns) = (classIndex, model.Labels[classIndex], values, side, side);
    }

    /// <summary>The class, by its place in the scores.</summary>
    public int ClassIndex { get; }

    /// <summary>The class's name.</summary>
    public string Label { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The values, row by row from the top left: above 0 where the photograph supports the class, below 0 where it contradicts it.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>Measures the map.</summary>
    /// <param name="predictor">A predictor with classes, those of a trained classifier too.</param>
    /// <param name="source">The photograph.</param>
    /// <param name="classIndex">The class, by its place in the scores; <see langword="null"/> for the most probable one.</param>
    /// <param name="options">How it is measured, or <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the work early, even while the model runs.</param>
    /// <returns>The map.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    /// <exception cref="InvalidOperationException">The model has no classes.</exception>
    /// <exception cref="VitImageException">The image is absent, unreadable, incomplete, damaged, too large, or not an image.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<VitClassMap> ComputeAsync(
        VitPredictor predictor, VitImageSource source, int? classIndex = null, VitClassMapOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new VitClassMapOptions();
        ActiveModel model = predictor.Acquire();
        try
        {
            var picture = new PreparedPicture(model.Loaded, source);
            VitClassification whole = await predictor.ClassifyAsync(picture.Cover((_, _) => 1), cancellationToken).ConfigureAwait(false);
            int chosen = classIndex ?? whole.Top(1)[0].Index;
            ArgumentOutOfRangeException.ThrowIfNegative(chosen, nameof(classIndex));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(chosen, whole.Scores.Length, nameof(classIndex));
            PixelMask[] masks = [.. CreateMasks(options)];
            var scores = new List<float>(masks.Length);
            IEnumerable<VitImageSource> covered = masks.Select(mask => picture.Cover((y, x) => mask[y, x]));
            await foreach (VitResult result in predictor.ClassifyManyAsync(covered, cancellationToken).ConfigureAwait(false))
                scores.Add(result.Value.Scores.Span[chosen]);
            int side = PlacesOfCell * options.Cells;
            VitPreprocessing preprocessing = predictor.Options.Preprocessing ?? model.Loaded.Model.Preprocessing;
            return new VitClassMap(model.Loaded, preprocessing, chosen, Slopes(masks, scores, side), side);
        }
        finally
        {
            model.Release();
        }
    }

    /// <summary>The map over its photograph, as a picture to draw.</summary>
    /// <returns>The map's positive part, in colours.</returns>
    public VitHeatMap ToHeatMap() => VitHeatMap.Create(
        Array.ConvertAll(Values.ToArray(), value => Math.Max(0, value)), Rows, Columns, _preprocessing, _model.Height, _model.Width);

    private static IEnumerable<PixelMask> CreateMasks(VitClassMapOptions options)
    {
        var random = new Random(options.Seed);
        for (int i = 0; i < options.MaskCount; i += 2)
        {
            PixelMask mask = PixelMask.Create(options.Cells, random);
            yield return mask;
            if (i + 1 < options.MaskCount)
                yield return mask.Complement();
        }
    }

    /// <summary>For each place the slope of the line that fits the scores over what stayed of it.</summary>
    private static float[] Slopes(PixelMask[] masks, List<float> scores, int side)
    {
        var slopes = new float[side * side];
        double meanScore = scores.Average();
        for (int place = 0; place < slopes.Length; place++)
        {
            double y = ((place / side) + 0.5) / side, x = ((place % side) + 0.5) / side;
            double mean = masks.Average(mask => (double)mask[y, x]), product = 0, square = 0;
            for (int i = 0; i < masks.Length; i++)
            {
                double difference = masks[i][y, x] - mean;
                product += difference * (scores[i] - meanScore);
                square += difference * difference;
            }

            slopes[place] = square == 0 ? 0 : (float)(product / square);
        }

        return slopes;
    }
}
