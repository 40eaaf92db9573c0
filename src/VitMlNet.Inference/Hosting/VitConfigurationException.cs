namespace VitMlNet;

/// <summary>The error of an application's configuration that does not describe a predictor.</summary>
public sealed class VitConfigurationException : VitException
{
    /// <summary>Makes an error about a configuration.</summary>
    /// <param name="message">What was expected, what was found, and the remedy, in whole sentences.</param>
    /// <param name="key">The key with its path, for instance <c>VitPredictor:BatchSize</c>.</param>
    /// <param name="innerException">The cause, or <see langword="null"/>.</param>
    public VitConfigurationException(string message, string key, Exception? innerException = null)
        : base($"{key}: {message}", innerException) => Key = key;

    /// <summary>The key with its path.</summary>
    public string Key { get; }
}
