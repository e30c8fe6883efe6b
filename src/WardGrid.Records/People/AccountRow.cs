using WardGrid.Patients.People;
using WardGrid.Records.Databases;

namespace WardGrid.Records.People;

/// <summary>An account as its row holds it.</summary>
internal sealed class AccountRow
{
    /// <summary>Stands between two wards; no name of a ward can contain it.</summary>
    private const char Separator = '\n';

    public required string Id { get; init; }

    public required string UserName { get; init; }

    public string LookupName => Accounts.LookupName(UserName);

    public required string Name { get; init; }

    public int Roles { get; init; }

    public required string Wards { get; init; }

    public required string PasswordHash { get; init; }

    public string? PinHash { get; init; }

    public required string SecurityStamp { get; init; }

    public string? AuthenticatorKey { get; init; }

    public bool HasSecondFactor { get; init; }

    public int FailedSignIns { get; init; }

    public long? LockedUntil { get; init; }

    public bool Demo { get; init; }

    public long CreatedAt { get; init; }

    public long? DisabledAt { get; init; }

    public int Version { get; init; }

    public static AccountRow Of(Account account) =>
        new()
        {
            Id = account.Id,
            UserName = account.UserName.Storable(),
            Name = account.Name.Storable(),
            Roles = (int)account.Roles,
            Wards = string.Join(Separator, account.Wards.Select(w => w.Storable())),
            PasswordHash = account.PasswordHash,
            PinHash = account.PinHash,
            SecurityStamp = account.SecurityStamp,
            AuthenticatorKey = account.AuthenticatorKey,
            HasSecondFactor = account.HasSecondFactor,
            FailedSignIns = account.FailedSignIns,
            LockedUntil = account.LockedUntil?.Micros(),
            Demo = account.Demo,
            CreatedAt = account.CreatedAt.Micros(),
            DisabledAt = account.DisabledAt?.Micros(),
            Version = account.Version,
        };

    public Account ToAccount() =>
        new()
        {
            Id = Id,
            UserName = UserName,
            Name = Name,
            Roles = (Roles)Roles,
            Wards = [.. Wards.Split(Separator, StringSplitOptions.RemoveEmptyEntries)],
            PasswordHash = PasswordHash,
            PinHash = PinHash,
            SecurityStamp = SecurityStamp,
            AuthenticatorKey = AuthenticatorKey,
            HasSecondFactor = HasSecondFactor,
            FailedSignIns = FailedSignIns,
            LockedUntil = LockedUntil?.Instant(),
            Demo = Demo,
            CreatedAt = CreatedAt.Instant(),
            DisabledAt = DisabledAt?.Instant(),
            Version = Version,
        };
}
