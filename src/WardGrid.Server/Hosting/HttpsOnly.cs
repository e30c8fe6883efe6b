using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace WardGrid.Server.Hosting;

/// <summary>
/// On a server with a certificate, leads a page's caller to HTTPS and answers no other call without it.
/// </summary>
/// <remarks>
/// Programs of the machine itself may go without: what they send crosses no network. A proxy on the same machine that
/// is named says who the caller is, and then that caller counts.
/// </remarks>
internal sealed class HttpsOnly(RequestDelegate next, IServer server)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.IsHttps || IsOfThisMachine(context.Connection.RemoteIpAddress))
            return next(context);
        // A call that changes something was already sent in the open; leading it on would hide that.
        if (HttpMethods.IsGet(context.Request.Method) && SecurePort() is { } port)
        {
            var host = port == 443 ? new HostString(context.Request.Host.Host) : new(context.Request.Host.Host, port);
            context.Response.Redirect(
                $"https://{host.ToUriComponent()}{context.Request.PathBase}{context.Request.Path}"
                    + context.Request.QueryString,
                permanent: true,
                preserveMethod: true
            );
            return Task.CompletedTask;
        }

        return TypedResults
            .Problem(
                "This server is called over HTTPS only.",
                statusCode: StatusCodes.Status403Forbidden,
                title: "Not permitted"
            )
            .ExecuteAsync(context);
    }

    private static bool IsOfThisMachine(IPAddress? caller) => caller is not null && IPAddress.IsLoopback(caller);

    private int? SecurePort() =>
        server
            .Features.Get<IServerAddressesFeature>()
            ?.Addresses.Where(a => a.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            .Select(a => (int?)BindingAddress.Parse(a).Port)
            .FirstOrDefault();
}
