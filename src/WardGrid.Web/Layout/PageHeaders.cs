using Microsoft.AspNetCore.Http;

namespace WardGrid.Web.Layout;

/// <summary>
/// Sets headers of every answer: a page runs only WardGrid's own scripts, shows only its own pictures, uses no sensor
/// of the machine, and cannot be shown in a frame or held by a window of another site.
/// </summary>
/// <remarks>The headers are set when the answer begins, because an exception's handler empties them before.</remarks>
public sealed class PageHeaders(RequestDelegate next)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        + "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "media-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>A wall sounds its alarms and may fill the screen. WardGrid uses nothing else.</summary>
    private const string Permissions =
        "autoplay=(self), fullscreen=(self), screen-wake-lock=(self), accelerometer=(), camera=(), "
        + "display-capture=(), encrypted-media=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), "
        + "magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), "
        + "publickey-credentials-get=(), serial=(), usb=(), xr-spatial-tracking=()";

    /// <summary>A browser that was here over HTTPS comes by HTTPS only, for a year (OWASP HSTS Cheat Sheet).</summary>
    /// <remarks>Not for localhost: a developer's other servers have the same name.</remarks>
    private const string HttpsForAYear = "max-age=31536000";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(Set, context);
        return next(context);
    }

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // Not "no-referrer": with it a browser sends forms with the origin "null", which no check can know.
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Permissions;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.IsHttps && context.Request.Host.Host != "localhost")
            headers.StrictTransportSecurity = HttpsForAYear;
        return Task.CompletedTask;
    }
}
