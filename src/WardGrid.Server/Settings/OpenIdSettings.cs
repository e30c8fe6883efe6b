using System.Collections.Immutable;
using WardGrid.Patients.People;
using WardGrid.Web.SignIn;

namespace WardGrid.Server.Settings;

/// <summary>Reads how to reach the hospital's identity provider.</summary>
internal static class OpenIdSettings
{
    private const string Authority = "OpenId:Authority";

    public static OpenIdProvider? Read(IConfiguration configuration)
    {
        if (configuration[Authority] is not { Length: > 0 } address)
            return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var authority) || !IsSafe(authority))
            throw new SettingsException(Authority, address, "an https address");
        return new(
            configuration["OpenId:Name"] ?? authority.Host,
            authority,
            Required(configuration, "OpenId:ClientId"),
            Secret(configuration),
            configuration["OpenId:GroupsClaim"] ?? "groups",
            Groups(configuration),
            configuration["OpenId:WardPrefix"] ?? ""
        );
    }

    /// <summary>Without TLS a token could be changed on its way, except on the machine itself.</summary>
    private static bool IsSafe(Uri authority) => authority.Scheme == Uri.UriSchemeHttps || authority.IsLoopback;

    private static ImmutableDictionary<string, Roles> Groups(IConfiguration configuration)
    {
        var groups = ImmutableDictionary.CreateBuilder<string, Roles>();
        foreach (var role in Enum.GetValues<Roles>().Where(r => r != Roles.None))
        {
            if (configuration[$"OpenId:{role}"] is { Length: > 0 } group)
                groups[group] = groups.GetValueOrDefault(group) | role;
        }

        if (groups.Count == 0)
            throw new SettingsException("OpenId:Nurse", "", "the group of each role, such as OpenId:Nurse=ward-nurses");
        return groups.ToImmutable();
    }

    /// <summary>From the environment, or from the file that <c>OpenId:ClientSecretFile</c> names.</summary>
    private static string Secret(IConfiguration configuration)
    {
        if (configuration["OpenId:ClientSecretFile"] is not { Length: > 0 } file)
            return Required(configuration, "OpenId:ClientSecret");
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException("OpenId:ClientSecretFile", file, $"a file that can be read ({e.Message})");
        }
    }

    private static string Required(IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } value ? value : throw new SettingsException(key, "", "not empty");
}
