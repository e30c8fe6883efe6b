using Microsoft.AspNetCore.Http;

namespace WardGrid.Web.Layout;

/// <summary>
/// Sets headers of every answer: a page runs only WardGrid's own scripts, shows only its own pictures, and cannot be
/// shown in a frame of another site.
/// </summary>
public sealed class PageHeaders(RequestDelegate next)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        + "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "media-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        // Not "no-referrer": with it a browser sends forms with the origin "null", which no check can know.
        headers["Referrer-Policy"] = "same-origin";
        return next(context);
    }
}
