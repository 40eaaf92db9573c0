namespace VitMlNet.Tests;

/// <summary>Copies of options with changes.</summary>
internal static class Options
{
    public static T With<T>(this T options, Action<T> change)
        where T : VitPredictorOptions
    {
        var copy = (T)options.Clone();
        change(copy);
        return copy;
    }

    public static VitModelOptions WithImages(this VitModelOptions options, VitPreprocessing preprocessing, IReadOnlyList<string> labels)
    {
        VitModelOptions copy = options.Clone();
        (copy.Preprocessing, copy.Labels) = (preprocessing, labels);
        return copy;
    }
}
