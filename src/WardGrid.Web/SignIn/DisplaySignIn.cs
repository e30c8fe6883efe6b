using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;

namespace WardGrid.Web.SignIn;

/// <summary>Signs a wall screen in for its one ward; it never times out.</summary>
internal sealed class DisplaySignIn(DisplayRegister displays, IAuditTrail audit, TimeProvider clock)
{
    /// <summary>The longest time that browsers keep a cookie; it is renewed while the screen is used.</summary>
    public static readonly TimeSpan CookieLife = TimeSpan.FromDays(400);

    public async Task<bool> SignInAsync(HttpContext context, string credential, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var from = SessionAddress.Of(context);
        if (await displays.FindAsync(credential, stop) is not { } display)
        {
            await audit.RecordAsync(
                new(now, new Actor("", from), "session.refused", "display", "unknown credential"),
                stop
            );
            return false;
        }

        var who = new ClaimsIdentity(SignInSchemes.Display, ClaimTypes.Name, null);
        who.AddClaim(new(ClaimTypes.Name, display.Name));
        who.AddClaim(new(SessionClaims.Display, display.TokenHash));
        who.AddClaim(new(SessionClaims.RoleFlags, ((int)Roles.Viewer).ToString(CultureInfo.InvariantCulture)));
        who.AddClaim(new(SessionClaims.Ward, display.Ward));
        await context.SignInAsync(SignInSchemes.Display, new(who), new() { IsPersistent = true });
        await audit.RecordAsync(
            new(now, new Actor(display.Name, from), "session.begun", display.Name, "display"),
            stop
        );
        return true;
    }
}
