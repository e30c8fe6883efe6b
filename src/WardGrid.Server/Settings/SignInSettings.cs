using WardGrid.Patients.People;
using WardGrid.Web.SignIn;

namespace WardGrid.Server.Settings;

/// <summary>Reads the rules for sessions.</summary>
internal static class SignInSettings
{
    private const string SecondFactor = "SignIn:SecondFactor";

    private const string ActsFor = "SignIn:ActsForHours";

    /// <summary>A secret, so it stands in the environment or a file, never on the command line.</summary>
    private const string FirstRunCode = "SignIn:FirstRunCode";

    /// <summary>A code that somebody could guess would let anybody become administrator.</summary>
    private const int ShortestCode = 16;

    public static SignInOptions Read(IConfiguration configuration, DemoSettings demo) =>
        new()
        {
            ActsFor = TimeSpan.FromHours(WardGridSettings.Number(configuration, ActsFor, 12, 1, 24)),
            SecondFactorFor = SecondFactorFor(configuration),
            FirstRunCode = Code(configuration),
            Provider = OpenIdSettings.Read(configuration),
            Demonstrates = demo.Run,
            Visitor = demo.Run ? SignInOptions.DemoNurse : null,
        };

    private static Roles SecondFactorFor(IConfiguration configuration) =>
        configuration[SecondFactor] switch
        {
            null or "" or "administrators" => Roles.Administrator,
            "everybody" => Roles.Viewer | Roles.Nurse | Roles.Engineer | Roles.Administrator,
            "nobody" => Roles.None,
            var text => throw new SettingsException(SecondFactor, text, "administrators, everybody or nobody"),
        };

    private static string? Code(IConfiguration configuration) =>
        configuration[FirstRunCode] switch
        {
            null or "" => null,
            { Length: >= ShortestCode } code => code,
            _ => throw new SettingsException(FirstRunCode, "too short", $"at least {ShortestCode} characters"),
        };
}
