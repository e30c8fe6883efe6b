using System.Collections.Immutable;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>The hospital's identity provider (OpenID Connect), and what its groups mean here.</summary>
/// <param name="Name">Its name on the button of the sign-in page.</param>
/// <param name="GroupsClaim">The claim that holds a person's groups.</param>
/// <param name="Groups">The group of each role; a person in none of them has no role and is not let in.</param>
/// <param name="WardPrefix">What the name of a group begins with that stands for a ward; the rest is the ward. Empty:
/// everybody sees all wards.</param>
public sealed record OpenIdProvider(
    string Name,
    Uri Authority,
    string ClientId,
    string ClientSecret,
    string GroupsClaim,
    ImmutableDictionary<string, Roles> Groups,
    string WardPrefix
)
{
    /// <summary>The roles that a person's groups give.</summary>
    public Roles RolesOf(IEnumerable<string> groups) =>
        groups.Aggregate(Roles.None, (roles, group) => roles | Groups.GetValueOrDefault(group));

    /// <summary>The wards that a person's groups name; empty means all.</summary>
    public ImmutableArray<string> WardsOf(IEnumerable<string> groups) =>
        WardPrefix.Length == 0
            ? []
            :
            [
                .. groups
                    .Where(g => g.Length > WardPrefix.Length && g.StartsWith(WardPrefix, StringComparison.Ordinal))
                    .Select(g => g[WardPrefix.Length..])
                    .Order(StringComparer.Ordinal),
            ];

    internal void Configure(OpenIdConnectOptions options)
    {
        options.SignInScheme = IdentityConstants.ExternalScheme;
        options.Authority = Authority.ToString();
        options.RequireHttpsMetadata = !Authority.IsLoopback;
        options.ClientId = ClientId;
        options.ClientSecret = ClientSecret;
        options.CallbackPath = "/sign-in/openid";
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.Scope.Add("profile");
        foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
            (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
        options.Events.OnRemoteFailure = failed =>
        {
            failed.Response.Redirect("/sign-in?refused=provider");
            failed.HandleResponse();
            return Task.CompletedTask;
        };
    }
}
