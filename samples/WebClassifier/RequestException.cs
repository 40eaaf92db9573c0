using VitMlNet;

namespace WebClassifier;

/// <summary>A request that cannot be answered with predictions: the status, a word for programs and a sentence for people.</summary>
public sealed class RequestException(int status, string reason, string detail) : Exception(detail)
{
    /// <summary>The status of the response.</summary>
    public int Status => status;

    /// <summary>The kind of error in one word.</summary>
    public string Reason => reason;

    /// <summary>The request names another type than those that hold a photograph.</summary>
    public static RequestException NoImageType() => new(
        StatusCodes.Status415UnsupportedMediaType,
        "unknownFormat",
        "Send a JPEG, PNG, WebP, BMP or GIF picture, as the field 'image' of a form (multipart/form-data) or as the body with its own type.");

    /// <summary>The request has no photograph.</summary>
    public static RequestException NoImage() => new(
        StatusCodes.Status400BadRequest, "noImage", "There is no picture in the request. Send one as the field 'image' of a form, or as the body.");

    /// <summary>The form ends too early or is no form.</summary>
    public static RequestException BadForm() => new(
        StatusCodes.Status400BadRequest, "badForm", "The form is incomplete or damaged. Send it again.");

    /// <summary>The upload took too long.</summary>
    public static RequestException TooSlow() => new(
        StatusCodes.Status408RequestTimeout, "tooSlow", "The picture took too long to arrive. Try again, or send a smaller one.");

    /// <summary>The file is too long.</summary>
    public static RequestException TooManyBytes(long limit) => new(
        StatusCodes.Status413PayloadTooLarge, "tooManyBytes", $"The file is too large; {Quantity.Bytes(limit)} are allowed. Make the picture smaller.");

    /// <summary>There is no room for the request.</summary>
    public static RequestException Busy() => new(
        StatusCodes.Status503ServiceUnavailable, "busy", "Too many pictures are waiting. Try again in a moment.");

    /// <summary>What the library says of a picture, in the words of a visitor of the page.</summary>
    public static RequestException From(VitImageException error, ClassifierOptions options) => error.Reason switch
    {
        VitImageErrorReason.Empty => new(
            StatusCodes.Status400BadRequest, "empty", "The file is empty. Choose another one."),
        VitImageErrorReason.UnknownFormat => new(
            StatusCodes.Status415UnsupportedMediaType,
            "unknownFormat",
            "This is no JPEG, PNG, WebP, BMP or GIF picture. Choose another file, or convert this one."),
        VitImageErrorReason.Unsupported => new(
            StatusCodes.Status415UnsupportedMediaType,
            "unsupported",
            "Pictures of this kind cannot be read. Open it in an image editor and save it as PNG or JPEG."),
        VitImageErrorReason.Incomplete => new(
            StatusCodes.Status400BadRequest, "incomplete", "The picture is incomplete: its file ends too early. Get it again."),
        VitImageErrorReason.TooManyBytes => TooManyBytes(options.MaxUploadBytes),
        VitImageErrorReason.TooManyPixels => new(
            StatusCodes.Status413PayloadTooLarge,
            "tooManyPixels",
            $"The picture is too large; {Quantity.Pixels(options.MaxPixels)} are allowed. Make it smaller."),
        _ => new(
            StatusCodes.Status400BadRequest,
            "damaged",
            "The picture is damaged. Get it again, or open and save it in an image editor."),
    };
}
