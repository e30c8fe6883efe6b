using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using WardGrid.Patients;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;

namespace WardGrid.Web.SignIn;

/// <summary>Begins a session for a person whom the hospital's identity provider has signed in.</summary>
/// <remarks>
/// The person gets an account at the first time, and the roles and wards of the groups at each time. A local account is
/// never taken over: its user name stays its own.
/// </remarks>
internal sealed class ProviderSignIn(
    AccountSignIn signIn,
    IAccounts accounts,
    IAuditTrail audit,
    SignInOptions options,
    TimeProvider clock
)
{
    public async Task<bool> FinishAsync(CancellationToken stop)
    {
        if (options.Provider is not { } provider)
            return false;
        var answer = await signIn.Context.AuthenticateAsync(IdentityConstants.ExternalScheme);
        await signIn.Context.SignOutAsync(IdentityConstants.ExternalScheme);
        if (answer.Principal is not { } who)
            return false;
        var groups = who.FindAll(provider.GroupsClaim).Select(c => c.Value).ToList();
        var account = provider.RolesOf(groups) == Roles.None ? null : await AccountAsync(who, groups, provider, stop);
        if (account is null || !await signIn.CanSignInAsync(account))
        {
            await RecordAsync("session.refused", NameOf(who), $"{provider.Name}: no role", stop);
            return false;
        }

        await signIn.SignInAsync(account, isPersistent: false);
        await RecordAsync("session.begun", account.UserName, provider.Name, stop);
        return true;
    }

    private async Task<Account?> AccountAsync(
        ClaimsPrincipal who,
        List<string> groups,
        OpenIdProvider provider,
        CancellationToken stop
    )
    {
        var (roles, wards) = (provider.RolesOf(groups), provider.WardsOf(groups));
        // A person without a ward's group sees none, where groups stand for wards.
        if (provider.WardPrefix.Length > 0 && wards.IsEmpty && !roles.HasFlag(Roles.Administrator))
            return null;
        var id = IdOf(provider, who);
        if (await accounts.FindAsync(id, stop) is not { } known)
        {
            var made = new Account
            {
                Id = id,
                UserName = NameOf(who),
                Name = Shortened(who.FindFirstValue("name") ?? NameOf(who)),
                Roles = roles,
                Wards = wards,
                SecurityStamp = Guid.NewGuid().ToString("n"),
                CreatedAt = clock.GetUtcNow(),
            };
            return made.UserName.Length > 0 && await accounts.AddAsync(made, onlyAsFirst: false, stop) ? made : null;
        }

        if (known.Roles == roles && known.Wards.SequenceEqual(wards))
            return known;
        // Older sessions of this person have the older rights, so they end.
        (known.Roles, known.Wards, known.SecurityStamp) = (roles, wards, Guid.NewGuid().ToString("n"));
        await accounts.UpdateAsync(known, stop);
        return known;
    }

    /// <summary>The same for the same person at the same provider, whatever the name is now.</summary>
    private static string IdOf(OpenIdProvider provider, ClaimsPrincipal who)
    {
        var person = $"{provider.Authority}\n{who.FindFirstValue("sub")}";
        return Account.ExternalPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(person))[..16]);
    }

    private static string NameOf(ClaimsPrincipal who) =>
        Shortened(who.FindFirstValue("preferred_username") ?? who.FindFirstValue("email") ?? "");

    private static string Shortened(string name) =>
        string.Concat(name.Where(c => !char.IsControl(c)).Take(Account.LongestName));

    private ValueTask RecordAsync(string what, string who, string how, CancellationToken stop)
    {
        var by = new Actor(who, SessionAddress.Of(signIn.Context));
        return audit.RecordAsync(new(clock.GetUtcNow(), by, what, who, how), stop);
    }
}
