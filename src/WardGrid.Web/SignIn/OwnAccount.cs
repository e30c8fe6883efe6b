using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using WardGrid.Patients;
using WardGrid.Patients.People;
using WardGrid.Web.Text;

namespace WardGrid.Web.SignIn;

/// <summary>Lets people change their own password and PIN; each change needs the password.</summary>
internal sealed class OwnAccount(
    UserManager<Account> users,
    AccountSignIn signIn,
    PeopleRegister people,
    IStringLocalizer<Words> words
)
{
    /// <summary>Changes the password; other sessions of this person end, this one goes on.</summary>
    public async Task<CommandOutcome> SetPasswordAsync(
        ClaimsPrincipal user,
        string old,
        string password,
        CancellationToken stop
    )
    {
        if (await RefusalAsync(user, old) is { } why)
            return CommandOutcome.Refused(why);
        var outcome = await people.SetPasswordAsync(user.UserName(), password, user.UserName(), stop);
        if (outcome.Done && await users.FindByNameAsync(user.UserName()) is { } account)
            await signIn.SignInAsync(account, isPersistent: false);
        return outcome;
    }

    public async Task<CommandOutcome> SetPinAsync(
        ClaimsPrincipal user,
        string old,
        string pin,
        CancellationToken stop
    ) =>
        await RefusalAsync(user, old) is { } why
            ? CommandOutcome.Refused(why)
            : await people.SetPinAsync(user.UserName(), pin, user.UserName(), stop);

    private async Task<string?> RefusalAsync(ClaimsPrincipal user, string password)
    {
        if (user.IsDisplay() || await users.GetUserAsync(user) is not { } account)
            return words[$"refused.{PermissionRefusal.NotSignedIn}"];
        var result = await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true);
        if (result.Succeeded)
            return null;
        return words[result.IsLockedOut ? "signin.locked" : "signin.wrong"];
    }
}
