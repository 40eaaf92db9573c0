namespace VitMlNet.Store.Downloads;

/// <summary>A download that stopped and may go on: the connection broke, the server was silent or busy.</summary>
internal sealed class TransferBrokenException(string message, Exception? cause = null, TimeSpan? retryAfter = null) : Exception(message, cause)
{
    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether there was no connection at all: no network, or no such server.</summary>
    public bool IsOffline => InnerException is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError };
}
