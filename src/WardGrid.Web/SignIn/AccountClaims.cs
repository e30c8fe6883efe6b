using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>Writes an account's rights into the cookie of a new session.</summary>
internal sealed class AccountClaims(SignInOptions options, IOptions<IdentityOptions> identity, TimeProvider clock)
    : IUserClaimsPrincipalFactory<Account>
{
    public Task<ClaimsPrincipal> CreateAsync(Account user)
    {
        var names = identity.Value.ClaimsIdentity;
        var who = new ClaimsIdentity(IdentityConstants.ApplicationScheme, names.UserNameClaimType, null);
        who.AddClaim(new(names.UserIdClaimType, user.Id));
        who.AddClaim(new(names.UserNameClaimType, user.UserName));
        who.AddClaim(new(names.SecurityStampClaimType, user.SecurityStamp));
        who.AddClaim(new(SessionClaims.FullName, user.Name));
        who.AddClaim(new(SessionClaims.RoleFlags, ((int)user.Roles).ToString(CultureInfo.InvariantCulture)));
        var end = clock.GetUtcNow() + options.ActsFor;
        who.AddClaim(new(SessionClaims.ActsUntil, end.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        foreach (var ward in user.Wards)
            who.AddClaim(new(SessionClaims.Ward, ward));
        if (MustSetUpSecondFactor(user))
            who.AddClaim(new(SessionClaims.MustEnrol, "true"));
        return Task.FromResult(new ClaimsPrincipal(who));
    }

    private bool MustSetUpSecondFactor(Account user) =>
        !user.Demo && !user.IsExternal && !user.HasSecondFactor && (user.Roles & options.SecondFactorFor) != Roles.None;
}
