using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>Whether a session still stands for what the store says now.</summary>
/// <remarks>
/// A session is over at once when its account was disabled or changed, or its display was revoked. The end of
/// the time to act is no end of the session: it goes on reading.
/// </remarks>
public sealed class SessionCheck(
    IAccounts accounts,
    IWardDisplays displays,
    SignInOptions options,
    IOptions<IdentityOptions> identity
)
{
    /// <summary>How often a live page and a cookie are checked against the store.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async ValueTask<bool> HoldsAsync(ClaimsPrincipal user, CancellationToken stop)
    {
        if (user.FindFirstValue(SessionClaims.Display) is { } token)
            return await displays.FindByTokenAsync(token, stop) is { RevokedAt: null };
        var names = identity.Value.ClaimsIdentity;
        if (user.FindFirstValue(names.UserIdClaimType) is not { } id)
            return false;
        return await accounts.FindAsync(id, stop) is { DisabledAt: null } account
            && (!account.Demo || options.Demonstrates)
            && account.SecurityStamp == user.FindFirstValue(names.SecurityStampClaimType);
    }
}
