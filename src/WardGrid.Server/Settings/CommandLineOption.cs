namespace WardGrid.Server.Settings;

/// <summary>One option of a server's command line.</summary>
/// <param name="Name">Without the two dashes; a name that ends with a colon stands for a whole section.</param>
/// <param name="Value">What its value is, in one word; null where the option stands alone.</param>
/// <param name="Meaning">What it does and what holds without it; null where it is not listed in the help.</param>
public sealed record CommandLineOption(string Name, string? Value, string? Meaning)
{
    private bool IsSection => Name.EndsWith(':');

    /// <summary>
    /// Whether a name that was typed means this option; as in every configuration source, case does not matter.
    /// </summary>
    public bool Is(string typed) =>
        IsSection
            ? typed.Length > Name.Length && typed.StartsWith(Name, StringComparison.OrdinalIgnoreCase)
            : typed.Equals(Name, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Value is null ? $"--{Name}" : $"--{Name} {Value}";
}
