using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using WardGrid.Patients;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Signals.Protocol;

namespace WardGrid.Web.SignIn;

/// <summary>Makes and revokes the credentials of wall screens; every change is in the audit trail.</summary>
public sealed class DisplayRegister(IWardDisplays displays, IAuditTrail audit, TimeProvider clock)
{
    /// <summary>Characters of a credential: 117 random bits, which nobody can guess.</summary>
    private const int Length = 24;

    // Without 0, O, 1, I, L and U, because a person types it.
    private const string Letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    public ValueTask<ImmutableArray<WardDisplay>> AllAsync(CancellationToken stop) => displays.AllAsync(stop);

    /// <summary>Makes a credential, which is shown once.</summary>
    public async Task<(CommandOutcome Outcome, string Credential)> AddAsync(
        string name,
        string ward,
        Actor by,
        CancellationToken stop
    )
    {
        if (!AccountRules.IsPlain(name) || !DeviceTopic.IsName(ward))
            return (CommandOutcome.Refused("A display has a name, and one ward as it stands in the topic."), "");
        var credential = RandomNumberGenerator.GetString(Letters, Length);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now).ToString("n");
        await displays.AddAsync(new(id, name.Trim(), ward, Hash(credential), by.Name, now, null), stop);
        await audit.RecordAsync(new(now, by, "display.added", name.Trim(), $"ward {ward}"), stop);
        return (CommandOutcome.Success, credential);
    }

    public async Task<CommandOutcome> RevokeAsync(string id, Actor by, CancellationToken stop)
    {
        if ((await displays.AllAsync(stop)).FirstOrDefault(d => d.Id == id) is not { } known)
            return CommandOutcome.Refused("There is no such display.");
        var now = clock.GetUtcNow();
        await displays.RevokeAsync(id, now, stop);
        await audit.RecordAsync(new(now, by, "display.revoked", known.Name, $"ward {known.Ward}"), stop);
        return CommandOutcome.Success;
    }

    /// <summary>Finds the display of a credential as a person typed it; null if it is unknown or revoked.</summary>
    internal async Task<WardDisplay?> FindAsync(string credential, CancellationToken stop)
    {
        var letters = string.Concat(credential.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return await displays.FindByTokenAsync(Hash(letters), stop) is { RevokedAt: null } display ? display : null;
    }

    /// <summary>A credential is random, so a plain hash is enough: there is nothing to guess from it.</summary>
    private static string Hash(string credential) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(credential)));
}
