using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace WardGrid.Web.SignIn;

/// <summary>Adds to each session the network address from where it is used now, for the audit trail.</summary>
/// <remarks>
/// The address is never in the cookie. A live page has the address from where its connection was made.
/// </remarks>
internal sealed class SessionAddress(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.User.IsSignedIn())
            context.User.AddIdentity(new([new Claim(SessionClaims.Address, Of(context))]));
        return next(context);
    }

    /// <summary>The address of the other end as text; that of the proxy, where the server does not trust one.</summary>
    public static string Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return "";
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
