namespace WardGrid.Server.Api;

/// <summary>Determines the person who makes a call; the only place that does.</summary>
/// <remarks>
/// There is no sign-in yet: the server believes the name that the caller gives.
/// </remarks>
public static class ActingUser
{
    /// <summary>The header in which a caller names the person.</summary>
    public const string Header = "X-WardGrid-User";

    public const string Unnamed = "unnamed";

    private const int LongestName = 64;

    public static string Of(HttpContext call) => Named(call) is { Length: > 0 } name ? name : Unnamed;

    /// <summary>
    /// Refuses a call with a name that the audit trail cannot store, instead of recording it without a name.
    /// </summary>
    public static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var name = Named(call.HttpContext);
        return name.Length > LongestName || name.Any(char.IsControl)
            ? Refused.Invalid(
                Header,
                $"The name of a person has at most {LongestName} characters, none of them a control character."
            )
            : await next(call);
    }

    private static string Named(HttpContext call) => call.Request.Headers[Header].ToString().Trim();
}
