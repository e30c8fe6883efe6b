namespace WardGrid.Web.Layout;

/// <summary>
/// The initials of the person at this screen, which sign acknowledgements and verdicts. There is no sign-in yet.
/// </summary>
public sealed class Signature
{
    /// <summary>The most characters of the initials or name.</summary>
    public const int MaxLength = 40;

    /// <summary>The name for an action without initials.</summary>
    public const string Unsigned = "ward screen";

    public string Typed { get; set; } = "";

    public string By =>
        string.IsNullOrWhiteSpace(Typed) ? Unsigned : Typed.Trim()[..Math.Min(Typed.Trim().Length, MaxLength)];
}
