namespace VitMlNet.Store.Downloads;

/// <summary>A download that was interrupted and can be resumed: the connection broke, or the server sent nothing, or was busy.</summary>
internal sealed class TransferBrokenException(string message, Exception? cause = null, TimeSpan? retryAfter = null) : Exception(message, cause)
{
    /// <summary>How long the server asks the client to wait, or <see langword="null"/>.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether there was no connection at all: no network, or no such server.</summary>
    public bool IsOffline => InnerException is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError,
    };
}
