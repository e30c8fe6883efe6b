using Microsoft.AspNetCore.Http;
using WardGrid.Web.Live;

namespace WardGrid.Web.SignIn;

/// <summary>Refuses a call that changes something and comes from another site's page.</summary>
/// <remarks>
/// A browser sends the session's cookie with some calls of other sites. It names the site in <c>Origin</c>, and
/// programs that are no browsers send none.
/// </remarks>
internal sealed class SameSite(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (OnlyReads(context.Request.Method) || LiveSocket.SameOrigin(context.Request))
            return next(context);
        return TypedResults
            .Problem(
                "The page that makes this call belongs to another site.",
                statusCode: StatusCodes.Status403Forbidden,
                title: "Not permitted"
            )
            .ExecuteAsync(context);
    }

    private static bool OnlyReads(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
