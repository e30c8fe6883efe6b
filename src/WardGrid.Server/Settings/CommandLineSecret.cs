using System.Text.RegularExpressions;

namespace WardGrid.Server.Settings;

/// <summary>Finds a secret on a command line: every user of the machine can read it there.</summary>
public static partial class CommandLineSecret
{
    /// <summary>Whether an option of this name is a secret, such as <c>Mqtt:CertificatePassword</c>.</summary>
    public static bool IsName(string option) => SecretName().IsMatch(option);

    /// <summary>Whether a value contains a password: a database connection or an address with a user.</summary>
    public static bool IsValue(string value) => SecretValue().IsMatch(value);

    /// <summary>The text with each password in it covered, for a message that names the text.</summary>
    public static string Covered(string text) => SecretValue().Replace(text, "****");

    /// <summary>Where a secret belongs, in a sentence.</summary>
    /// <param name="option">The option without its dashes, without its value.</param>
    internal static string Refusal(string option)
    {
        var variable = WardGridSettings.Arguments([$"--{option}"])[0][2..].Replace(":", "__", StringComparison.Ordinal);
        return $"Option --{option} holds a secret, and every user of the machine can read a command line. "
            + $"Set it in the environment ({variable}), or in a file {variable} of the folder that --Secrets names.";
    }

    [GeneratedRegex(@"(password|passwd|pwd|secret|token|apikey|code)$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex(
        """(?<=\b(?:password|passwd|pwd)\s*=\s*)(?:'[^']*'|"[^"]*"|[^;\s]+)|(?<=://[^/@\s:]*:)\S+(?=@)""",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex SecretValue();
}
