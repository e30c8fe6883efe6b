using Microsoft.AspNetCore.Diagnostics;

namespace WardGrid.Server.Rest;

/// <summary>Turns an exception of a call into problem+json; a page's goes on to the page's own.</summary>
internal sealed class UnexpectedProblem(IProblemDetailsService problems, ILogger<UnexpectedProblem> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext call, Exception exception, CancellationToken cancellationToken)
    {
        if (!call.Request.Path.StartsWithSegments("/api"))
            return false;
        var isCallers = exception is BadHttpRequestException;
        if (!isCallers)
            log.LogError(exception, "{Method} {Path} failed", call.Request.Method, call.Request.Path);
        call.Response.StatusCode = isCallers ? StatusCodes.Status400BadRequest : StatusCodes.Status500InternalServerError;
        return await problems.TryWriteAsync(new()
        {
            HttpContext = call,
            ProblemDetails =
            {
                Title = isCallers ? "Not understood" : "The server could not do this",
                Detail = isCallers ? exception.InnerException?.Message ?? exception.Message : "The log holds the details. Try again; nothing was changed unless it is shown.",
            },
        });
    }
}
