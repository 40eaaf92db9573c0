using System.Buffers;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace WebClassifier;

/// <summary>Reads the photograph of a request: a form's field <c>image</c>, or the body itself.</summary>
public sealed class UploadReader(IOptions<ClassifierOptions> options, UploadMemory memory)
{
    /// <summary>What the boundaries and the headers of a form may take besides the photograph.</summary>
    public const long FormAllowance = 64 << 10;

    private const int PieceLength = 32 << 10;
    private const string Field = "image";
    private static readonly string[] ImageTypes = ["image/jpeg", "image/png", "image/webp", "image/bmp", "image/gif"];

    /// <summary>Reads the photograph whole into memory.</summary>
    /// <exception cref="RequestException">There is none, it is too long, or it comes too slowly.</exception>
    public async Task<byte[]> ReadAsync(HttpRequest request)
    {
        CancellationToken aborted = request.HttpContext.RequestAborted;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        timeout.CancelAfter(options.Value.UploadTimeout);
        UploadMemory.Share share = memory.Open(request.HttpContext);
        try
        {
            if (request is { ContentType: null, ContentLength: null or 0 })
                throw RequestException.NoImage();
            if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type))
                throw RequestException.NoImageType();
            if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
                return await ReadFieldAsync(request.Body, HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), share, timeout.Token);
            if (ImageTypes.Contains(type.MediaType.ToString(), StringComparer.OrdinalIgnoreCase))
            {
                if (request.ContentLength > options.Value.MaxUploadBytes)
                    throw RequestException.TooManyBytes(options.Value.MaxUploadBytes);
                return await ReadToEndAsync(request.Body, share, timeout.Token);
            }

            throw RequestException.NoImageType();
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            throw RequestException.TooSlow();
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException && !aborted.IsCancellationRequested)
        {
            throw RequestException.BadForm();
        }
    }

    private async Task<byte[]> ReadFieldAsync(Stream body, string boundary, UploadMemory.Share share, CancellationToken token)
    {
        if (boundary.Length is 0 or > 200)
            throw RequestException.BadForm();
        var reader = new MultipartReader(boundary, body);
        while (await reader.ReadNextSectionAsync(token) is { } section)
        {
            if (section.GetContentDispositionHeader() is { } disposition && HeaderUtilities.RemoveQuotes(disposition.Name) == Field)
                return await ReadToEndAsync(section.Body, share, token);
        }

        throw RequestException.NoImage();
    }

    private async Task<byte[]> ReadToEndAsync(Stream stream, UploadMemory.Share share, CancellationToken token)
    {
        long limit = options.Value.MaxUploadBytes;
        // Pieces of the same few sizes are used again by later requests; one array that grows would leave garbage of every size.
        var pieces = new List<(byte[] Bytes, int Length)>();
        try
        {
            long length = 0;
            for (int read = 1; read > 0; length += read)
            {
                byte[] piece = ArrayPool<byte>.Shared.Rent(PieceLength);
                pieces.Add((piece, 0));
                read = await stream.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, token);
                pieces[^1] = (piece, read);
                share.Add(read);
                if (length + read > limit)
                    throw RequestException.TooManyBytes(limit);
            }

            var image = new byte[length];
            int at = 0;
            foreach ((byte[] piece, int used) in pieces)
            {
                piece.AsSpan(0, used).CopyTo(image.AsSpan(at));
                at += used;
            }

            return image;
        }
        finally
        {
            foreach ((byte[] piece, _) in pieces)
                ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
