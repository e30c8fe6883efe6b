using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>What an account must look like; each refusal is a sentence.</summary>
internal static class AccountRules
{
    /// <summary>
    /// The fewest characters of a password. NIST SP 800-63B, 5.1.1.2, asks for at least 8 and for no rules about digits
    /// or signs; length is what makes a password hard to guess.
    /// </summary>
    public const int ShortestPassword = 12;

    public const int LongestPassword = 128;

    public static string? Refusal(NewPerson person)
    {
        if (!IsUserName(person.UserName))
            return $"A user name has 1 to {Account.LongestName} letters, digits, dots, hyphens or underscores.";
        if (!IsPlain(person.Name))
            return $"A name has 1 to {Account.LongestName} characters, none of them a control character.";
        return RolesRefusal(person.Roles) ?? PasswordRefusal(person.UserName, person.Password);
    }

    public static string? RolesRefusal(Roles roles)
    {
        const Roles all = Roles.Viewer | Roles.Nurse | Roles.Engineer | Roles.Administrator;
        return roles == Roles.None || (roles & ~all) != Roles.None ? "A person has at least one role." : null;
    }

    public static string? PasswordRefusal(string userName, string password)
    {
        if (password.Length is < ShortestPassword or > LongestPassword)
            return $"A password has {ShortestPassword} to {LongestPassword} characters.";
        return password.Contains(userName, StringComparison.OrdinalIgnoreCase)
            ? "A password does not contain the user name."
            : null;
    }

    public static bool IsPlain(string name) =>
        name.Trim().Length is > 0 and <= Account.LongestName && !name.Any(char.IsControl);

    private static bool IsUserName(string name) =>
        name.Length is > 0 and <= Account.LongestName
        && name.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_');
}
