using Microsoft.AspNetCore.Http;

namespace WardGrid.Web.SignIn;

/// <summary>Refuses a call that changes something, and a WebSocket, if another site's page makes it.</summary>
/// <remarks>
/// A browser sends the session's cookie with some calls of other sites. It names the site in <c>Origin</c>, and
/// programs that are no browsers send none. WebSockets have no same-origin rule of their own.
/// </remarks>
internal sealed class SameSite(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (OnlyReads(context) || IsSameOrigin(context.Request))
            return next(context);
        return TypedResults
            .Problem(
                "The page that makes this call belongs to another site.",
                statusCode: StatusCodes.Status403Forbidden,
                title: "Not permitted"
            )
            .ExecuteAsync(context);
    }

    private static bool OnlyReads(HttpContext context) =>
        !context.WebSockets.IsWebSocketRequest
        && (
            HttpMethods.IsGet(context.Request.Method)
            || HttpMethods.IsHead(context.Request.Method)
            || HttpMethods.IsOptions(context.Request.Method)
        );

    /// <summary>
    /// Whether the page that calls has this server's name and port, or the caller is no page. A page that came without
    /// TLS may be anybody's on the network, so it is another site to a call with TLS.
    /// </summary>
    private static bool IsSameOrigin(HttpRequest request) =>
        !request.Headers.TryGetValue("Origin", out var origin)
        || (
            Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
            && (!request.IsHttps || from.Scheme == Uri.UriSchemeHttps)
        );
}
