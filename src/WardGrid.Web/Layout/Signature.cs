namespace WardGrid.Web.Layout;

/// <summary>
/// Who acts on this screen: the initials that acknowledgements and verdicts are signed with, until people sign in.
/// </summary>
public sealed class Signature
{
    /// <summary>Longest initials or name that is kept.</summary>
    public const int MaxLength = 40;

    /// <summary>What an unsigned act is recorded under.</summary>
    public const string Unsigned = "ward screen";

    public string Typed { get; set; } = "";

    public string By =>
        string.IsNullOrWhiteSpace(Typed) ? Unsigned : Typed.Trim()[..Math.Min(Typed.Trim().Length, MaxLength)];
}
