using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Localization;
using WardGrid.Web.Text;

namespace WardGrid.Web.SignIn;

/// <summary>Answers a request that may not be done: a page leads to where it can be, a call gets the reason.</summary>
internal sealed class RefusedRequests(IStringLocalizer<Words> words) : IAuthorizationMiddlewareResultHandler
{
    private static readonly string[] Calls = ["/api", "/live", "/_blazor", "/_framework"];

    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Succeeded)
            return next(context);
        var why = ReasonOf(context, authorizeResult);
        return Array.Exists(Calls, c => context.Request.Path.StartsWithSegments(c))
            ? AnswerAsync(context, why)
            : LeadAsync(context, why);
    }

    private static PermissionRefusal ReasonOf(HttpContext context, PolicyAuthorizationResult result)
    {
        if (!context.User.IsSignedIn())
            return PermissionRefusal.NotSignedIn;
        var reason = result.AuthorizationFailure?.FailureReasons.FirstOrDefault()?.Message;
        return Enum.TryParse<PermissionRefusal>(reason, out var known) ? known : PermissionRefusal.NotYourRole;
    }

    /// <summary>Problem+json: 401 where signing in helps, 403 where it does not.</summary>
    private Task AnswerAsync(HttpContext context, PermissionRefusal why)
    {
        var status = why is PermissionRefusal.NotSignedIn or PermissionRefusal.SessionEnded
            ? StatusCodes.Status401Unauthorized
            : StatusCodes.Status403Forbidden;
        return TypedResults
            .Problem(words[$"refused.{why}"].Value, statusCode: status, title: words["refused.title"].Value)
            .ExecuteAsync(context);
    }

    private static Task LeadAsync(HttpContext context, PermissionRefusal why)
    {
        var here = Uri.EscapeDataString(context.Request.Path + context.Request.QueryString);
        context.Response.Redirect(
            why switch
            {
                PermissionRefusal.NotYourRole or PermissionRefusal.SomeWardsOnly => $"/not-permitted?page={here}",
                PermissionRefusal.NeedsSecondFactor => "/sign-in/authenticator",
                _ => $"/sign-in?to={here}",
            }
        );
        return Task.CompletedTask;
    }
}
