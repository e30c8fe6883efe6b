namespace WardGrid.Web.SignIn;

/// <summary>Keeps a redirect on this server: an address of another site is not followed.</summary>
public static class LocalAddress
{
    /// <param name="asked">The page that the person wanted; may come from outside.</param>
    public static string Or(string? asked, string otherwise) =>
        asked is ['/', ..] && asked is not ['/', '/' or '\\', ..] && !asked.Any(char.IsControl) ? asked : otherwise;
}
