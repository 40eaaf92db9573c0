using Microsoft.Extensions.Options;

namespace WebClassifier;

/// <summary>Counts the bytes of all photographs in memory, so that many slow or large uploads cannot fill it. Thread-safe.</summary>
public sealed class UploadMemory(IOptions<ClassifierOptions> options)
{
    private long _used;

    /// <summary>Begins to count for one request, to the end of which it counts.</summary>
    public Share Open(HttpContext context)
    {
        var share = new Share(this);
        context.Response.RegisterForDispose(share);
        return share;
    }

    /// <summary>The bytes of one request.</summary>
    public sealed class Share(UploadMemory memory) : IDisposable
    {
        private long _bytes;

        /// <summary>Counts more bytes.</summary>
        /// <exception cref="RequestException">There are too many.</exception>
        public void Add(long bytes)
        {
            _bytes += bytes;
            if (Interlocked.Add(ref memory._used, bytes) > memory.Limit)
                throw RequestException.Busy();
        }

        /// <summary>Counts them no longer.</summary>
        public void Dispose() => Interlocked.Add(ref memory._used, -Interlocked.Exchange(ref _bytes, 0));
    }

    private long Limit => options.Value.MaxTotalUploadBytes;
}
