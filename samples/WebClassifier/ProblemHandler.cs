using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;
using VitMlNet;

namespace WebClassifier;

/// <summary>Answers what went wrong with problem details (RFC 9457), a reason in them; what nobody foresaw becomes a plain 500.</summary>
public sealed class ProblemHandler(IProblemDetailsService problems, IOptions<ClassifierOptions> options) : IExceptionHandler
{
    /// <inheritdoc/>
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken) =>
        Explain(exception) is { } problem ? WriteAsync(httpContext, problem) : ValueTask.FromResult(false);

    /// <summary>Answers with a problem.</summary>
    public ValueTask<bool> WriteAsync(HttpContext context, RequestException problem)
    {
        context.Response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        // What is left of such an upload is not worth reading.
        if (problem.Status is StatusCodes.Status408RequestTimeout or StatusCodes.Status413PayloadTooLarge)
            context.Response.Headers.Connection = "close";
        return problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = { Status = problem.Status, Detail = problem.Message, Extensions = { ["reason"] = problem.Reason } },
        });
    }

    private RequestException? Explain(Exception exception) => exception switch
    {
        RequestException problem => problem,
        VitImageException bad => RequestException.From(bad, options.Value),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => RequestException.TooSlow(),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => RequestException.TooManyBytes(options.Value.MaxUploadBytes),
        BadHttpRequestException bad => new RequestException(bad.StatusCode, "badRequest", "The request is damaged. Send it again."),
        _ => null,
    };
}
