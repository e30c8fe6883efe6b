using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;

namespace WardGrid.Web.SignIn;

/// <summary>Sets up the authenticator app of a person (TOTP, RFC 6238).</summary>
internal sealed class SecondFactor(
    UserManager<Account> users,
    AccountSignIn signIn,
    IAuditTrail audit,
    TimeProvider clock
)
{
    /// <summary>
    /// The key for the app, and its address for a QR code; null if an app is set up already or cannot be.
    /// </summary>
    public async Task<(string? Key, string Address)> BeginAsync(ClaimsPrincipal user)
    {
        if (await users.GetUserAsync(user) is not { HasSecondFactor: false, IsExternal: false } account)
            return (null, "");
        if (account.AuthenticatorKey is null)
        {
            // Without a new stamp: that would end the session which sets the app up.
            account.AuthenticatorKey = users.GenerateNewAuthenticatorKey();
            await users.UpdateAsync(account);
        }

        var name = Uri.EscapeDataString($"WardGrid:{account.UserName}");
        return (account.AuthenticatorKey, $"otpauth://totp/{name}?secret={account.AuthenticatorKey}&issuer=WardGrid");
    }

    /// <summary>Confirms the app with its first code, and begins a session that has the full rights.</summary>
    public async Task<bool> ConfirmAsync(ClaimsPrincipal user, string code, CancellationToken stop)
    {
        if (await users.GetUserAsync(user) is not { } account || await users.IsLockedOutAsync(account))
            return false;
        var digits = string.Concat(code.Where(char.IsAsciiDigit));
        if (!await users.VerifyTwoFactorTokenAsync(account, TokenOptions.DefaultAuthenticatorProvider, digits))
        {
            await users.AccessFailedAsync(account);
            return false;
        }

        account.HasSecondFactor = true;
        await users.UpdateAsync(account);
        await audit.RecordAsync(
            new(
                clock.GetUtcNow(),
                new Actor(account.UserName, user.From()),
                "person.secondfactor.added",
                account.UserName,
                ""
            ),
            stop
        );
        await signIn.SignInAsync(account, isPersistent: false);
        return true;
    }
}
