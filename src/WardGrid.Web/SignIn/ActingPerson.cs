using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using WardGrid.Patients;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Web.Text;

namespace WardGrid.Web.SignIn;

/// <summary>The person who acts on this page: the only way from a button to an act.</summary>
/// <remarks>
/// One for each open page. The right to act is checked against the store at each act, so it ends at once when
/// an account is disabled. On a shared screen each act needs the PIN of a person, which holds for
/// <see cref="SignedFor"/>.
/// </remarks>
public sealed class ActingPerson(
    AuthenticationStateProvider sessions,
    SessionCheck check,
    IAccounts accounts,
    PinCheck pins,
    IAuditTrail audit,
    IStringLocalizer<Words> words,
    TimeProvider clock
)
{
    /// <summary>
    /// How long a PIN signs acts at a shared screen: enough for one alarm, too short for the next person to act under
    /// the name of the one before.
    /// </summary>
    public static readonly TimeSpan SignedFor = TimeSpan.FromSeconds(60);

    private Account? _signed;
    private DateTimeOffset _signedUntil;

    /// <summary>Raised when a PIN was accepted, or its time is over.</summary>
    public event Action? Changed;

    /// <summary>The person whose PIN signs acts at this shared screen now; null if nobody's does.</summary>
    public Account? Signed => clock.GetUtcNow() < _signedUntil ? _signed : null;

    public async Task<ClaimsPrincipal> SessionAsync() => (await sessions.GetAuthenticationStateAsync()).User;

    /// <summary>Does an act in the name of the person, or says in words why it may not be done.</summary>
    /// <param name="what">Gets the person, and from where, for the audit trail.</param>
    public async Task<CommandOutcome> DoAsync(Act act, string ward, Func<Actor, ValueTask<CommandOutcome>> what)
    {
        var user = await SessionAsync();
        if (await RefusalAsync(user, act, ward) is { } why)
            return CommandOutcome.Refused(why);
        return await what(new(NameOf(user), user.From()));
    }

    /// <summary>
    /// Whether a page offers an act here: to the roles that may do it, and on a shared screen to everybody, who then
    /// signs it.
    /// </summary>
    public async Task<bool> IsOfferedAsync(Act act)
    {
        var user = await SessionAsync();
        return user.IsShared() || user.RolesOf().May(act);
    }

    /// <summary>Whether a record carries the name of the person who acts here now.</summary>
    public async Task<bool> IsByAsync(string by)
    {
        var user = await SessionAsync();
        return (!user.IsShared() || Signed is not null) && by == NameOf(user);
    }

    /// <summary>The name for the audit trail; at a shared screen with the screen's name.</summary>
    private string NameOf(ClaimsPrincipal user) =>
        user.IsShared() ? $"{Signed!.UserName} ({user.UserName()})" : user.UserName();

    /// <summary>Lets a person sign the next acts at a shared screen.</summary>
    /// <returns>Null, or the refusal in words.</returns>
    public async Task<string?> SignAsync(string userName, string pin)
    {
        var outcome = await pins.CheckAsync(userName, pin);
        if (outcome.Account is null)
        {
            var screen = (await SessionAsync()).Actor();
            await audit.RecordAsync(new(clock.GetUtcNow(), screen, "pin.refused", Plain(userName), ""), default);
            return words[outcome.IsLocked ? "signin.locked" : "signin.wrongPin"];
        }

        (_signed, _signedUntil) = (outcome.Account, clock.GetUtcNow() + SignedFor);
        Changed?.Invoke();
        return null;
    }

    private async Task<string?> RefusalAsync(ClaimsPrincipal user, Act act, string ward)
    {
        if (!user.IsSignedIn() || !await check.HoldsAsync(user, default))
            return words[$"refused.{PermissionRefusal.NotSignedIn}"];
        if (ward.Length > 0 && !user.Sees(ward))
            return words["refused.ward"];
        if (!user.IsShared())
        {
            var why = Permission.WhyNot(user, act, clock.GetUtcNow());
            return why is null ? null : words[$"refused.{why}"].Value;
        }

        if (Signed is not { } signed || await accounts.FindAsync(signed.Id, default) is not { DisabledAt: null } now)
            return words["refused.sign"];
        // A PIN is weaker than the password with a code that an administrator signs in with.
        if (!(now.Roles & ~Roles.Administrator).May(act))
            return words[$"refused.{PermissionRefusal.NotYourRole}"];
        return ward.Length > 0 && !now.Wards.IsEmpty && !now.Wards.Contains(ward) ? words["refused.ward"].Value : null;
    }

    private static string Plain(string typed) =>
        string.Concat(typed.Take(Account.LongestName).Select(c => char.IsControl(c) ? ' ' : c));
}
