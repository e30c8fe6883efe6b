namespace WardGrid.Server.Rest;

/// <summary>Who does what a call asks for: the one place where that is determined.</summary>
/// <remarks>There is no sign-in yet: whoever reaches the server is believed under the name that the caller gives.</remarks>
public static class ActingUser
{
    /// <summary>The header in which a caller names the person.</summary>
    public const string Header = "X-WardGrid-User";

    public const string Unnamed = "unnamed";

    private const int LongestName = 64;

    public static string Of(HttpContext call) =>
        call.Request.Headers[Header].ToString().Trim() is { Length: > 0 and <= LongestName } name && !name.Any(char.IsControl) ? name : Unnamed;
}
