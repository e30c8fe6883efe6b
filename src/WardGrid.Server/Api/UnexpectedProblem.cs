using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace WardGrid.Server.Api;

/// <summary>
/// Turns an exception of a call into problem+json. An exception of a page goes to the page's own handler.
/// </summary>
internal sealed class UnexpectedProblem(IProblemDetailsService problems, ILogger<UnexpectedProblem> log)
    : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext call,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (!call.Request.Path.StartsWithSegments("/api"))
            return false;
        if (exception is BadHttpRequestException callers)
            return await WriteAsync(call, NotUnderstood(callers));
        log.LogError(exception, "{Method} {Path} failed", call.Request.Method, call.Request.Path);
        return await WriteAsync(
            call,
            new()
            {
                Status = StatusCodes.Status500InternalServerError,
                Title = "The server could not do this",
                Detail = "The log holds the details. Try again; nothing was changed unless it is shown.",
            }
        );
    }

    private async ValueTask<bool> WriteAsync(HttpContext call, ProblemDetails problem)
    {
        call.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new() { HttpContext = call, ProblemDetails = problem });
    }

    /// <summary>Names the field of the body that could not be read, where it is known.</summary>
    private static ProblemDetails NotUnderstood(BadHttpRequestException callers)
    {
        var problem = new ProblemDetails
        {
            Status = callers.StatusCode,
            Title = "Not understood",
            Detail = callers.Message,
        };
        if (callers.InnerException is not JsonException json)
            return problem;
        problem.Detail = "The body is no JSON.";
        if (json.Path is not { Length: > 2 } path)
            return problem;
        var field = path.TrimStart('$', '.');
        problem.Detail = $"{field} has a value that WardGrid does not know, or one of a wrong type.";
        problem.Extensions["errors"] = new Dictionary<string, string[]> { [field] = [problem.Detail] };
        return problem;
    }
}
