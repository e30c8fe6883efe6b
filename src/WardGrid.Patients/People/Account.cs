using System.Collections.Immutable;

namespace WardGrid.Patients.People;

/// <summary>The account of a person, with what the server needs to recognise this person.</summary>
/// <remarks>
/// It can be changed, because ASP.NET Core Identity sets its fields one by one before it stores them. Each reader has
/// an instance of its own. <see cref="Version"/> tells the store whether another writer was faster.
/// </remarks>
public sealed class Account
{
    /// <summary>The most characters of a user name and of a name.</summary>
    public const int LongestName = 64;

    /// <summary>How the <see cref="Id"/> of a person begins whom an identity provider signs in.</summary>
    public const string ExternalPrefix = "oidc-";

    public required string Id { get; init; }

    /// <summary>The name to sign in with, which the audit trail shows.</summary>
    public required string UserName { get; set; }

    /// <summary>The person's name as colleagues say it.</summary>
    public required string Name { get; set; }

    public Roles Roles { get; set; }

    /// <summary>The wards whose patients this person sees; empty means all.</summary>
    public ImmutableArray<string> Wards { get; set; } = [];

    public string PasswordHash { get; set; } = "";

    /// <summary>The hash of the PIN that signs one act at a shared screen; null without a PIN.</summary>
    public string? PinHash { get; set; }

    /// <summary>Changes with every change of the account, and so ends its sessions.</summary>
    public string SecurityStamp { get; set; } = "";

    /// <summary>The key of the authenticator app (RFC 6238), Base32; null before one was set up.</summary>
    public string? AuthenticatorKey { get; set; }

    /// <summary>Whether the authenticator app was confirmed with a code.</summary>
    public bool HasSecondFactor { get; set; }

    /// <summary>Wrong passwords, PINs and codes since the last right one.</summary>
    public int FailedSignIns { get; set; }

    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>
    /// Whether the hospital's identity provider signs this person in; there is no password here then, and the provider
    /// asks for a second factor.
    /// </summary>
    public bool IsExternal => Id.StartsWith(ExternalPrefix, StringComparison.Ordinal);

    /// <summary>An account of the demonstration, which can sign in only while the server demonstrates.</summary>
    public bool Demo { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when the account cannot sign in any more; null while it can.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Counts the writes of this account.</summary>
    public int Version { get; set; }
}
