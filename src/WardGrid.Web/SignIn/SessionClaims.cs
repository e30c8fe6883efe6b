using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>What a session's cookie says about who is signed in.</summary>
public static class SessionClaims
{
    internal const string FullName = "wardgrid:name";
    internal const string RoleFlags = "wardgrid:roles";
    internal const string Ward = "wardgrid:ward";
    internal const string ActsUntil = "wardgrid:acts-until";
    internal const string Shared = "wardgrid:shared";
    internal const string MustEnrol = "wardgrid:must-enrol";
    internal const string Display = "wardgrid:display";
    internal const string Address = "wardgrid:from";

    public static bool IsSignedIn(this ClaimsPrincipal user) => user.Identity?.IsAuthenticated == true;

    /// <summary>The user name, or the name of the display.</summary>
    public static string UserName(this ClaimsPrincipal user) => user.Identity?.Name ?? "";

    /// <summary>The person's name as colleagues say it.</summary>
    public static string DisplayName(this ClaimsPrincipal user) => user.FindFirstValue(FullName) ?? user.UserName();

    /// <summary>The network address of the browser or program; empty if it is not known.</summary>
    public static string From(this ClaimsPrincipal user) => user.FindFirstValue(Address) ?? "";

    /// <summary>The person and the address, for the audit trail.</summary>
    public static Actor Actor(this ClaimsPrincipal user) => new(user.UserName(), user.From());

    public static Roles RolesOf(this ClaimsPrincipal user) =>
        int.TryParse(user.FindFirstValue(RoleFlags), CultureInfo.InvariantCulture, out var roles)
            ? (Roles)roles
            : Roles.None;

    /// <summary>The wards that the session sees; empty means all.</summary>
    public static ImmutableHashSet<string> WardsOf(this ClaimsPrincipal user) =>
        [.. user.FindAll(Ward).Select(c => c.Value)];

    /// <summary>Whether the session sees the patients of a ward.</summary>
    public static bool Sees(this ClaimsPrincipal user, string ward)
    {
        var wards = user.WardsOf();
        return wards.IsEmpty || wards.Contains(ward);
    }

    /// <summary>When the session can act no more; null for a display, which never acts by itself.</summary>
    public static DateTimeOffset? ActsUntilOf(this ClaimsPrincipal user) =>
        long.TryParse(user.FindFirstValue(ActsUntil), CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>Whether a code of an authenticator app is required and none has been set up yet.</summary>
    public static bool MustSetUpSecondFactor(this ClaimsPrincipal user) => user.HasClaim(MustEnrol, "true");

    public static bool IsDisplay(this ClaimsPrincipal user) => user.HasClaim(c => c.Type == Display);

    /// <summary>Whether the hospital's identity provider signs this person in, without a password here.</summary>
    public static bool IsExternal(this ClaimsPrincipal user) =>
        user.FindFirstValue(ClaimTypes.NameIdentifier)?.StartsWith(Account.ExternalPrefix, StringComparison.Ordinal)
        == true;

    /// <summary>Whether several people use this screen, so that each act asks who acts.</summary>
    public static bool IsShared(this ClaimsPrincipal user) => user.IsDisplay() || user.HasClaim(Shared, "true");
}
