namespace VitMlNet.Inference.Tests;

/// <summary>Short forms for objects that are set up in one expression.</summary>
internal static class Changes
{
    /// <summary>Changes an object that nobody else holds.</summary>
    public static T With<T>(this T options, Action<T> change)
        where T : class
    {
        change(options);
        return options;
    }
}
