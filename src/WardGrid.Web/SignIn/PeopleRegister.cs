using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using WardGrid.Patients;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;

namespace WardGrid.Web.SignIn;

/// <summary>Makes and changes accounts; every change is in the audit trail.</summary>
public sealed class PeopleRegister(
    IPasswordHasher<Account> hasher,
    IAccounts accounts,
    IAuditTrail audit,
    TimeProvider clock
)
{
    public ValueTask<ImmutableArray<Account>> AllAsync(CancellationToken stop) => accounts.AllAsync(stop);

    public async Task<CommandOutcome> AddAsync(NewPerson person, Actor by, CancellationToken stop)
    {
        if (AccountRules.Refusal(person) is { } why)
            return CommandOutcome.Refused(why);
        var account = Made(person, demo: false);
        if (!await accounts.AddAsync(account, onlyAsFirst: false, stop))
            return CommandOutcome.Refused($"The user name {person.UserName} is taken.");
        await RecordAsync("person.added", by, account, Rights(account), stop);
        return CommandOutcome.Success;
    }

    /// <summary>Adds the first administrator; refused once there is an account.</summary>
    /// <param name="from">The network address, for the audit trail.</param>
    internal async Task<CommandOutcome> AddFirstAsync(NewPerson person, string from, CancellationToken stop)
    {
        if (AccountRules.Refusal(person) is { } why)
            return CommandOutcome.Refused(why);
        var account = Made(person, demo: false);
        if (!await accounts.AddAsync(account, onlyAsFirst: true, stop))
            return CommandOutcome.Refused("There is an administrator already.");
        await RecordAsync("person.added", new(account.UserName, from), account, $"first run, {Rights(account)}", stop);
        return CommandOutcome.Success;
    }

    /// <summary>Adds an account of the demonstration, or gives it a new password.</summary>
    internal async Task SetDemoAsync(NewPerson person, CancellationToken stop)
    {
        var made = Made(person, demo: true);
        if (await accounts.AddAsync(made, onlyAsFirst: false, stop))
            return;
        if (await accounts.FindByNameAsync(person.UserName, stop) is not { Demo: true } known)
            return;
        (known.PasswordHash, known.PinHash, known.SecurityStamp) = (made.PasswordHash, null, made.SecurityStamp);
        (known.FailedSignIns, known.LockedUntil) = (0, null);
        await accounts.UpdateAsync(known, stop);
    }

    /// <summary>Changes what a person may do and see.</summary>
    public Task<CommandOutcome> SetRightsAsync(
        string userName,
        Roles roles,
        ImmutableArray<string> wards,
        Actor by,
        CancellationToken stop
    ) =>
        ChangeAsync(
            new("person.rights.changed", userName, by),
            async account =>
                AccountRules.RolesRefusal(roles)
                ?? await LeavesNobodyAsync(account, roles.HasFlag(Roles.Administrator), stop),
            account =>
            {
                var before = Rights(account);
                (account.Roles, account.Wards) = (roles, wards);
                return $"{before} to {Rights(account)}";
            },
            stop
        );

    public Task<CommandOutcome> SetPasswordAsync(string userName, string password, Actor by, CancellationToken stop) =>
        ChangeAsync(
            new("person.password.changed", userName, by),
            account => new(PasswordRefusal(account, password)),
            account =>
            {
                account.PasswordHash = hasher.HashPassword(account, password);
                (account.FailedSignIns, account.LockedUntil) = (0, null);
                return "";
            },
            stop
        );

    /// <summary>Gives a person a new PIN for shared screens.</summary>
    public Task<CommandOutcome> SetPinAsync(string userName, string pin, Actor by, CancellationToken stop) =>
        ChangeAsync(
            new("person.pin.changed", userName, by, EndsSessions: false),
            _ =>
                new(
                    PinCheck.IsPin(pin)
                        ? null
                        : $"A PIN has {PinCheck.FewestDigits} to {PinCheck.MostDigits} digits and nothing else."
                ),
            account =>
            {
                account.PinHash = hasher.HashPassword(account, pin);
                return "";
            },
            stop
        );

    /// <summary>Removes the authenticator app of a person who lost it; the next sign-in sets up a new one.</summary>
    public Task<CommandOutcome> RemoveSecondFactorAsync(string userName, Actor by, CancellationToken stop) =>
        ChangeAsync(
            new("person.secondfactor.removed", userName, by),
            _ => new((string?)null),
            account =>
            {
                (account.AuthenticatorKey, account.HasSecondFactor) = (null, false);
                return "";
            },
            stop
        );

    /// <summary>The account cannot sign in any more.</summary>
    public Task<CommandOutcome> DisableAsync(string userName, Actor by, CancellationToken stop) =>
        ChangeAsync(
            new("person.disabled", userName, by),
            account => LeavesNobodyAsync(account, staysAdministrator: false, stop),
            account =>
            {
                account.DisabledAt = clock.GetUtcNow();
                return "";
            },
            stop
        );

    public Task<CommandOutcome> EnableAsync(string userName, Actor by, CancellationToken stop) =>
        ChangeAsync(
            new("person.enabled", userName, by),
            _ => new((string?)null),
            account =>
            {
                (account.DisabledAt, account.FailedSignIns, account.LockedUntil) = (null, 0, null);
                return "";
            },
            stop
        );

    /// <summary>Changes an account; a new stamp ends the sessions of this person.</summary>
    /// <param name="refusal">Why it must not be done, in words; null if it may.</param>
    /// <param name="change">Changes the account, and returns the detail for the audit trail.</param>
    private async Task<CommandOutcome> ChangeAsync(
        Change asked,
        Func<Account, ValueTask<string?>> refusal,
        Func<Account, string> change,
        CancellationToken stop
    )
    {
        if (await accounts.FindByNameAsync(asked.UserName, stop) is not { } account)
            return CommandOutcome.Refused($"There is no person {asked.UserName}.");
        if (await refusal(account) is { } why)
            return CommandOutcome.Refused(why);
        var detail = change(account);
        if (asked.EndsSessions)
            account.SecurityStamp = NewStamp();
        if (!await accounts.UpdateAsync(account, stop))
            return CommandOutcome.Refused("Somebody else changed this account at the same time. Look again.");
        await RecordAsync(asked.What, asked.By, account, detail, stop);
        return CommandOutcome.Success;
    }

    /// <summary>A server whose last administrator is gone cannot be governed any more.</summary>
    private async ValueTask<string?> LeavesNobodyAsync(Account account, bool staysAdministrator, CancellationToken stop)
    {
        if (staysAdministrator || !account.Roles.HasFlag(Roles.Administrator))
            return null;
        var others = (await accounts.AllAsync(stop)).Any(a =>
            a.Id != account.Id && !a.Demo && a.DisabledAt is null && a.Roles.HasFlag(Roles.Administrator)
        );
        return others ? null : $"{account.UserName} is the last administrator. Make another one first.";
    }

    private Account Made(NewPerson person, bool demo)
    {
        var account = new Account
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("n"),
            UserName = person.UserName,
            Name = person.Name.Trim(),
            Roles = person.Roles,
            Wards = person.Wards.IsDefault ? [] : person.Wards,
            Demo = demo,
            CreatedAt = clock.GetUtcNow(),
            SecurityStamp = NewStamp(),
        };
        account.PasswordHash = hasher.HashPassword(account, person.Password);
        return account;
    }

    /// <summary>A password would let in a person whom the provider has shut out.</summary>
    private static string? PasswordRefusal(Account account, string password) =>
        account.IsExternal
            ? $"The hospital's identity provider signs {account.UserName} in, so there is no password here."
            : AccountRules.PasswordRefusal(account.UserName, password);

    private static string NewStamp() => Guid.NewGuid().ToString("n");

    private static string Rights(Account account) =>
        account.Wards.IsEmpty ? $"{account.Roles}" : $"{account.Roles} of {string.Join(", ", account.Wards)}";

    private ValueTask RecordAsync(string what, Actor by, Account account, string detail, CancellationToken stop) =>
        audit.RecordAsync(new(clock.GetUtcNow(), by, what, account.UserName, detail), stop);

    private sealed record Change(string What, string UserName, Actor By, bool EndsSessions = true);
}
