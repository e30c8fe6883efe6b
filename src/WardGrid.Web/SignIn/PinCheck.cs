using Microsoft.AspNetCore.Identity;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>Checks the PIN with which a person signs acts at a shared screen.</summary>
/// <remarks>Wrong PINs count as wrong passwords do: too many lock the account for a while.</remarks>
public sealed class PinCheck(UserManager<Account> users)
{
    /// <summary>
    /// The fewest digits of a PIN. Six digits with a lock after ten wrong ones are what NIST SP 800-63B, 5.1.1, asks
    /// of a memorized secret that the server chose; a PIN only signs at a screen that is signed in already.
    /// </summary>
    public const int FewestDigits = 6;

    public const int MostDigits = 12;

    public static bool IsPin(string text) =>
        text.Length is >= FewestDigits and <= MostDigits && text.All(char.IsAsciiDigit);

    public async Task<(Account? Account, bool IsLocked)> CheckAsync(string userName, string pin)
    {
        if (await users.FindByNameAsync(userName) is not { DisabledAt: null } account)
            return (null, false);
        if (await users.IsLockedOutAsync(account))
            return (null, true);
        var isRight =
            account.PinHash is not null
            && users.PasswordHasher.VerifyHashedPassword(account, account.PinHash, pin)
                != PasswordVerificationResult.Failed;
        if (!isRight)
        {
            await users.AccessFailedAsync(account);
            return (null, false);
        }

        await users.ResetAccessFailedCountAsync(account);
        return (account, false);
    }
}
