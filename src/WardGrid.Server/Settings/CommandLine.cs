using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using WardGrid.Server.Hl7;

namespace WardGrid.Server.Settings;

/// <summary>The command line of a server: its help, and the refusal of what it does not know.</summary>
/// <remarks>
/// A mistyped option that is silently ignored starts a server with other settings than its operator believes.
/// </remarks>
public static class CommandLine
{
    private static readonly ImmutableArray<CommandLineOption> Own =
    [
        new(
            "urls",
            "ADDRESS",
            "Where the web listens; http://localhost:8080 without it, https://*:8443 with a certificate"
        ),
        new("Data", "FOLDER", "The folder of the embedded store and the logs; data without it"),
        new(
            "Secrets",
            "FOLDER",
            "Passwords by file: one file for each secret setting, such as Mqtt__CertificatePassword"
        ),
        new("Store", "CONNECTION", "PostgreSQL instead of the embedded store: \"Host=...;Database=...\""),
        new("Mqtt:Port", "PORT", "The device endpoint; 1883 without it, 0 for a free port, off for TLS only"),
        new("Mqtt:Certificate", "FILE", "TLS for devices: a PKCS#12 file, or a PEM file with --Mqtt:CertificateKey"),
        new("Mqtt:CertificateKey", "FILE", "The key of a PEM certificate"),
        new("Mqtt:ClientAuthority", "FILE", "PEM file of the authority whose certificates let devices in"),
        new("Mqtt:ClientRevocationList", "FILE", "PEM or DER list of the device certificates that were revoked"),
        new("Mqtt:TlsPort", "PORT", "The device endpoint with TLS; 8883 without it"),
        new("broker", "ADDRESS", "Consume from the hospital's broker: mqtt://host:1883"),
        new("demo", null, "A ward of simulated patients, marked DEMO in every view"),
        new("Demo:Beds", "NUMBER", "Beds of the simulated ward, 1 to 500; 8 without it"),
        new("Demo:Admit", "BOOL", "true lets simulators and replays (user name demo) in as DEMO patients"),
        new("SignIn:SecondFactor", "WHO", "Who needs an authenticator app: administrators, everybody, nobody"),
        new("SignIn:ActsForHours", "HOURS", "How long a session may act, 1 to 24; 12 without it"),
        ProfileFolder.Option,
        .. Hl7Settings.Options,
        .. WebSettings.Options,
        .. ClusterSettings.Options,
        new("Mqtt:Broker", "ADDRESS", null),
        new("Cluster:Broker", "ADDRESS", null),
        new("Demo:Run", "BOOL", null),
    ];

    /// <summary>What ASP.NET Core and Serilog read themselves.</summary>
    private static readonly ImmutableArray<CommandLineOption> Frameworks =
    [
        new("environment", "NAME", null),
        new("applicationName", "NAME", null),
        new("contentRoot", "FOLDER", null),
        new("webRoot", "FOLDER", null),
        new("http_ports", "PORTS", null),
        new("https_ports", "PORTS", null),
        new("AllowedHosts", "HOSTS", null),
        new("Kestrel:", "VALUE", null),
        new("Logging:", "VALUE", null),
        new("Serilog:", "VALUE", null),
    ];

    /// <summary>
    /// What to print instead of starting a server; null where the command line asks for neither help nor version.
    /// </summary>
    public static string? Answer(string[] args, string program)
    {
        if (args.Any(a => a is "--help" or "-h" or "-?" or "/?"))
            return Help(program);
        return args.Contains("--version") ? $"{program} {Version}" : null;
    }

    /// <summary>Refuses what the server would otherwise ignore, and secrets.</summary>
    /// <exception cref="CommandLineException">An option is unknown, lacks its value or holds a secret, or a word
    /// stands alone.</exception>
    public static void Check(string[] args)
    {
        CommandLineOption[] known = [.. Own, .. Frameworks];
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                throw new CommandLineException(
                    $"'{CommandLineSecret.Covered(args[i])}' is no option; options begin with two dashes."
                );
            var parts = args[i][2..].Split('=', 2);
            if (CommandLineSecret.IsName(parts[0]))
                throw new CommandLineException(CommandLineSecret.Refusal(parts[0]));
            var option = known.FirstOrDefault(o => o.Is(parts[0])) ?? throw Unknown(parts[0], known);
            if (option.Value is null && parts.Length > 1)
                throw new CommandLineException($"Option --{option.Name} stands alone, without a value.");
            if (option.Value is null)
                continue;
            if (parts.Length == 1 && (++i == args.Length || args[i].StartsWith("--", StringComparison.Ordinal)))
                throw new CommandLineException($"Option --{parts[0]} needs a value: {option}.");
            if (CommandLineSecret.IsValue(parts.Length > 1 ? parts[1] : args[i]))
                throw new CommandLineException(CommandLineSecret.Refusal(parts[0]));
        }
    }

    private static CommandLineException Unknown(string typed, CommandLineOption[] known)
    {
        var name = typed.Split(':')[^1];
        var near = known.FirstOrDefault(o =>
            o.Meaning is not null && o.Name.Split(':')[^1].Equals(name, StringComparison.OrdinalIgnoreCase)
        );
        var hint = near is null ? "" : $" Is --{near.Name} meant?";
        return new($"There is no option --{typed}.{hint} --help lists them all.");
    }

    private static string Help(string program)
    {
        var listed = Own.Where(o => o.Meaning is not null).ToArray();
        var width = listed.Max(o => o.ToString().Length) + 2;
        var help = new StringBuilder($"{program}: the WardGrid server.\n\nUsage: {program} [option ...]\n\n");
        foreach (var option in listed)
            Line($"{option}", option.Meaning!);
        Line("--help", "This text");
        Line("--version", "The version");
        return help.Append(
                "\nEvery option can also stand in appsettings.json or in the environment, such as Mqtt__Port=1883.\n"
                    + "Passwords stand there or in a file of --Secrets, never on the command line."
            )
            .ToString();

        void Line(string option, string meaning) =>
            help.Append("  ").Append(option.PadRight(width)).Append(meaning).Append('\n');
    }

    private static string Version =>
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "";
}

/// <summary>A command line that no server can be started with, in words.</summary>
public sealed class CommandLineException(string message) : Exception(message);
