using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.People;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>Mappings of alarm codes in memory.</summary>
internal sealed class FakeAlarmCodes : IAlarmCodes
{
    public AlarmMappings Mappings { get; } = new();

    public ImmutableArray<AlarmMapping> Of(string device) => [.. Mappings.All.Where(m => m.Device == device)];

    public ValueTask<CommandOutcome> MapAsync(
        string device,
        string code,
        AlarmKind kind,
        Actor by,
        CancellationToken stop
    )
    {
        var others = Mappings.All.Where(m => (m.Device, m.Code) != (device, code));
        AlarmMapping[] mapped =
            kind == AlarmKind.Other ? [] : [new(device, code, kind, by.Name, TimeProvider.System.GetUtcNow())];
        Mappings.Replace([.. others, .. mapped]);
        return new(CommandOutcome.Success);
    }
}
