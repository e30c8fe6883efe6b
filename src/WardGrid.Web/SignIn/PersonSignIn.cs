using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using WardGrid.Patients;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;

namespace WardGrid.Web.SignIn;

/// <summary>Signs a person in and out, and records each attempt in the audit trail.</summary>
internal sealed class PersonSignIn(
    AccountSignIn signIn,
    UserManager<Account> users,
    IAuditTrail audit,
    IHttpContextAccessor context,
    TimeProvider clock
)
{
    /// <summary>The hash of no password; it makes an unknown user name take as long as a known one.</summary>
    private static readonly Account Nobody = new()
    {
        Id = "",
        UserName = "",
        Name = "",
    };

    private static readonly Lazy<string> NobodysHash = new(() =>
        new PasswordHasher<Account>().HashPassword(Nobody, Guid.NewGuid().ToString())
    );

    /// <param name="shared">Whether several people use this screen, so that each act asks who acts.</param>
    /// <param name="code">The code of the authenticator app; null if the person is asked for it afterwards.</param>
    public async Task<SignInOutcome> WithPasswordAsync(
        string userName,
        string password,
        bool shared,
        string? code,
        CancellationToken stop
    )
    {
        if (await users.FindByNameAsync(userName) is not { } account)
        {
            users.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash.Value, password);
            return await EndAsync(SignInOutcome.Wrong, userName, "unknown user name", stop);
        }

        var result = await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true);
        if (result.IsLockedOut)
            return await EndAsync(SignInOutcome.Locked, account.UserName, "locked after wrong attempts", stop);
        if (!result.Succeeded)
        {
            var why = result.IsNotAllowed ? "the account is disabled" : "wrong password";
            return await EndAsync(SignInOutcome.Wrong, account.UserName, why, stop);
        }

        if (account.HasSecondFactor && code is null)
        {
            await RememberForCodeAsync(account, shared);
            return SignInOutcome.NeedsCode;
        }

        return account.HasSecondFactor
            ? await FinishWithCodeAsync(account, code!, shared, stop)
            : await FinishAsync(account, shared, "password", stop);
    }

    /// <summary>The second step: a code of the authenticator app, within five minutes after the password.</summary>
    public async Task<SignInOutcome> WithCodeAsync(string code, CancellationToken stop)
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } account)
            return await EndAsync(SignInOutcome.Wrong, "", "a code without a password before it", stop);
        var asked = await signIn.Context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        var isShared = asked.Principal?.HasClaim(SessionClaims.Shared, "true") == true;
        return await FinishWithCodeAsync(account, code, isShared, stop);
    }

    private async Task<SignInOutcome> FinishWithCodeAsync(
        Account account,
        string code,
        bool shared,
        CancellationToken stop
    )
    {
        if (await users.IsLockedOutAsync(account))
            return await EndAsync(SignInOutcome.Locked, account.UserName, "locked after wrong attempts", stop);
        var isRight =
            await signIn.CanSignInAsync(account)
            && await users.VerifyTwoFactorTokenAsync(account, TokenOptions.DefaultAuthenticatorProvider, Digits(code));
        if (!isRight)
        {
            await users.AccessFailedAsync(account);
            return await EndAsync(SignInOutcome.Wrong, account.UserName, "wrong code", stop);
        }

        await users.ResetAccessFailedCountAsync(account);
        await signIn.Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        return await FinishAsync(account, shared, "password and code", stop);
    }

    private async Task<SignInOutcome> FinishAsync(Account account, bool shared, string how, CancellationToken stop)
    {
        await signIn.SignInWithClaimsAsync(account, isPersistent: false, SharedClaim(shared));
        return await EndAsync(SignInOutcome.Done, account.UserName, how, stop);
    }

    public async Task SignOutAsync(CancellationToken stop)
    {
        var who = signIn.Context.User.UserName();
        await signIn.SignOutAsync();
        await signIn.Context.SignOutAsync(SignInSchemes.Display);
        if (who.Length > 0)
            await RecordAsync("session.ended", who, "", stop);
    }

    private Task RememberForCodeAsync(Account account, bool shared)
    {
        var who = new ClaimsIdentity(IdentityConstants.TwoFactorUserIdScheme);
        who.AddClaim(new(ClaimTypes.Name, account.Id));
        who.AddClaims(SharedClaim(shared));
        return signIn.Context.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, new ClaimsPrincipal(who));
    }

    private static List<Claim> SharedClaim(bool shared) => shared ? [new(SessionClaims.Shared, "true")] : [];

    private static string Digits(string code) => string.Concat(code.Where(char.IsAsciiDigit));

    private async Task<SignInOutcome> EndAsync(SignInOutcome outcome, string who, string how, CancellationToken stop)
    {
        await RecordAsync(outcome == SignInOutcome.Done ? "session.begun" : "session.refused", who, how, stop);
        return outcome;
    }

    private ValueTask RecordAsync(string what, string who, string how, CancellationToken stop)
    {
        var name = who.Length > Account.LongestName ? who[..Account.LongestName] : who;
        var plain = string.Concat(name.Select(c => char.IsControl(c) ? ' ' : c));
        var by = new Actor(plain, context.HttpContext is { } call ? SessionAddress.Of(call) : "");
        return audit.RecordAsync(new(clock.GetUtcNow(), by, what, plain, how), stop);
    }
}
