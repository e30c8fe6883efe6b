using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>The hospital's rules for sessions.</summary>
public sealed record SignInOptions
{
    /// <summary>The user name of the demonstration's nurse, as whom its visitors look.</summary>
    public const string DemoNurse = "demo-nurse";

    /// <summary>
    /// How long a session may act; afterwards it only reads, and its live pages go on. Twelve hours is the longest
    /// usual shift, and the longest time before a person signs in again at assurance level 2 (NIST SP 800-63B, 4.2.3).
    /// </summary>
    public TimeSpan ActsFor { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The roles that need a code of an authenticator app beside the password.</summary>
    public Roles SecondFactorFor { get; init; } = Roles.Administrator;

    /// <summary>The code with which the first administrator is made; null makes a new one at each start.</summary>
    public string? FirstRunCode { get; init; }

    /// <summary>
    /// The account as which a visitor without a session is signed in; null except in a demonstration.
    /// </summary>
    public string? Visitor { get; init; }

    /// <summary>The hospital's identity provider; null: people sign in with WardGrid's own accounts only.</summary>
    public OpenIdProvider? Provider { get; init; }

    /// <summary>Whether accounts of the demonstration may sign in.</summary>
    public bool Demonstrates { get; init; }
}
