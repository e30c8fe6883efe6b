using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>Decides whether a session may do an act.</summary>
public static class Permission
{
    /// <summary>Opens an endpoint to those who may do the act.</summary>
    public static TBuilder Permit<TBuilder>(this TBuilder endpoint, Act act)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization(act.ToString());

    /// <summary>One policy for each act; an endpoint without one is open only to those who are signed in.</summary>
    internal static void AddPolicies(AuthorizationOptions options)
    {
        foreach (var act in Enum.GetValues<Act>())
            options.AddPolicy(act.ToString(), policy => policy.AddRequirements(new Requirement(act)));
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
    }

    /// <summary>Why the session may not do the act; null if it may.</summary>
    public static PermissionRefusal? WhyNot(ClaimsPrincipal user, Act act, DateTimeOffset now)
    {
        if (!user.IsSignedIn())
            return PermissionRefusal.NotSignedIn;
        if (user.MustSetUpSecondFactor())
            return PermissionRefusal.NeedsSecondFactor;
        if (!user.RolesOf().May(act))
            return PermissionRefusal.NotYourRole;
        // The trail is one for all wards, so it would show the patients of the others.
        if (act == Act.ReadAudit && !user.WardsOf().IsEmpty)
            return PermissionRefusal.SomeWardsOnly;
        if (ActsByRole.OnlyReads(act))
            return null;
        if (user.ActsUntilOf() <= now)
            return PermissionRefusal.SessionEnded;
        return user.IsShared() ? PermissionRefusal.SharedScreen : null;
    }

    internal sealed record Requirement(Act Act) : IAuthorizationRequirement;

    internal sealed class Handler(TimeProvider clock) : AuthorizationHandler<Requirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
        {
            if (WhyNot(context.User, requirement.Act, clock.GetUtcNow()) is { } why)
                context.Fail(new(this, why.ToString()));
            else
                context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}

/// <summary>Why an act is refused.</summary>
public enum PermissionRefusal
{
    NotSignedIn,

    /// <summary>The account must set up its authenticator app first.</summary>
    NeedsSecondFactor,
    NotYourRole,

    /// <summary>The act is about all wards, and the account sees some only.</summary>
    SomeWardsOnly,

    /// <summary>The session is over; it still reads.</summary>
    SessionEnded,

    /// <summary>Several people use this screen, so an act needs a person's PIN.</summary>
    SharedScreen,
}
