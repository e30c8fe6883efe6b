using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace WardGrid.Web.SignIn;

/// <summary>Bounds the attempts to sign in from one address, so that a script cannot try many user names.</summary>
internal static class SignInLimit
{
    /// <summary>The name of the policy that the sign-in pages and calls carry.</summary>
    public const string Policy = "sign-in";

    /// <summary>Attempts of one address in a minute: a whole shift may sign in behind one proxy.</summary>
    private const int Attempts = 30;

    public static IServiceCollection AddSignInLimit(this IServiceCollection services) =>
        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.OnRejected = (rejected, stop) =>
                new(
                    TypedResults
                        .Problem(
                            "Too many attempts to sign in from this address. Wait a minute.",
                            statusCode: StatusCodes.Status429TooManyRequests,
                            title: "Too many attempts"
                        )
                        .ExecuteAsync(rejected.HttpContext)
                );
            limits.AddPolicy(
                Policy,
                context =>
                    HttpMethods.IsPost(context.Request.Method)
                        ? RateLimitPartition.GetFixedWindowLimiter(
                            context.Connection.RemoteIpAddress?.ToString() ?? "",
                            _ => new() { PermitLimit = Attempts, Window = TimeSpan.FromMinutes(1) }
                        )
                        : RateLimitPartition.GetNoLimiter("")
            );
        });
}
