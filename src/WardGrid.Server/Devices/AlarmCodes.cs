using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;

namespace WardGrid.Server.Devices;

/// <summary>Maps devices' alarm codes, keeps the mappings in the store, and records who did it.</summary>
internal sealed class AlarmCodes(
    IAlarmMappingRecords records,
    AlarmMappings mappings,
    IDeviceRegister register,
    IAuditTrail audit,
    TimeProvider clock
) : IAlarmCodes
{
    /// <summary>Characters of a code.</summary>
    private const int LongestCode = 64;

    public ImmutableArray<AlarmMapping> Of(string device) =>
        [.. mappings.All.Where(m => m.Device == device).OrderBy(m => m.Code, StringComparer.Ordinal)];

    /// <summary>Reads the mappings again: in a cluster, other silos map codes too.</summary>
    public async Task RefreshAsync(CancellationToken stop) => mappings.Replace(await records.AllAsync(stop));

    public async ValueTask<CommandOutcome> MapAsync(
        string device,
        string code,
        AlarmKind kind,
        Actor by,
        CancellationToken stop
    )
    {
        if (await register.FindAsync(device, stop) is null)
            return CommandOutcome.Refused($"Device {device} is not registered.");
        if (code.Length is 0 or > LongestCode || code.Any(char.IsControl))
            return CommandOutcome.Refused(
                $"An alarm code has 1 to {LongestCode} characters, none of them a control character."
            );
        if (AlarmHandling.KindOf(code) != AlarmKind.Other)
            return CommandOutcome.Refused($"WardGrid knows the alarm code {code}; it cannot be mapped.");
        if (kind != AlarmKind.Other && !AlarmMappings.Kinds.Contains(kind))
            return CommandOutcome.Refused($"{kind} is WardGrid's own alarm; a device's code cannot be mapped to it.");
        var mapped = new AlarmMapping(device, code.ToUpperInvariant(), kind, by.Name, clock.GetUtcNow());
        var was = mappings.KindOf(device, code);
        await records.MapAsync(mapped, stop);
        await RefreshAsync(stop);
        await audit.RecordAsync(
            new(mapped.At, by, "alarm-code.mapped", device, $"code {mapped.Code}: {was} to {kind}"),
            stop
        );
        return CommandOutcome.Success;
    }
}
