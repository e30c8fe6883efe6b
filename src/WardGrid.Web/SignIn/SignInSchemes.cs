using Microsoft.AspNetCore.Identity;

namespace WardGrid.Web.SignIn;

/// <summary>The names of the cookies that carry a session.</summary>
internal static class SignInSchemes
{
    /// <summary>Chooses between a person's and a display's cookie.</summary>
    public const string Any = "WardGrid";

    /// <summary>A wall screen's cookie, which never times out.</summary>
    public const string Display = "WardGrid.Display";

    /// <summary>The hospital's identity provider.</summary>
    public const string Provider = "WardGrid.Provider";

    public const string PersonCookie = "wardgrid";

    public const string DisplayCookie = "wardgrid-display";

    public static string Person => IdentityConstants.ApplicationScheme;
}
