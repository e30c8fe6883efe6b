using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Records;
using WardGrid.Patients.Suppression;
using WardGrid.Patients.Trends;

namespace WardGrid.UnitTests.Patients;

/// <summary>Records that live as long as the test, and that can be told to fail.</summary>
public sealed class RecordsInMemory
    : IAlarmLog,
        IAuditTrail,
        IPatientStates,
        IVersionedStates,
        IDeviceRegister,
        IAlarmMappingRecords,
        IMinuteValues,
        ISuppressionRules
{
    private readonly Lock _turn = new();

    /// <summary>The exception of every write while it is set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Every write waits for this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public Dictionary<string, Alarm> Alarms { get; } = [];

    public Dictionary<string, AlarmStrip> Strips { get; } = [];

    public List<AuditEntry> Trail { get; } = [];

    public Dictionary<string, PatientState> States { get; } = [];

    public Dictionary<string, RegisteredDevice> Devices { get; } = [];

    public List<DeviceAssociation> Associations { get; } = [];

    public List<MinuteValues> Minutes { get; } = [];

    public ValueTask WriteAsync(Alarm alarm, AlarmStrip? strip, CancellationToken stop) =>
        Write(() =>
        {
            if (alarm.Decision is not null && Alarms.GetValueOrDefault(alarm.Id)?.Decision is null)
                Trail.Add(new(alarm.RaisedAt, "WardGrid", "alarm.decided", alarm.Id, $"{alarm.Decision.Verdict}"));
            if (alarm.Second is not null && Alarms.GetValueOrDefault(alarm.Id)?.Second is null)
                Trail.Add(
                    new(alarm.Second.At, "WardGrid", "alarm.revised", alarm.Id, $"{alarm.Second.Decision.Verdict}")
                );
            Alarms[alarm.Id] = alarm;
            if (strip is not null)
                Strips[alarm.Id] = strip;
        });

    public ValueTask<Alarm?> FindAsync(string alarmId, CancellationToken stop) =>
        new(Alarms.GetValueOrDefault(alarmId));

    public ValueTask<AlarmStrip?> StripAsync(string alarmId, CancellationToken stop) =>
        new(Strips.GetValueOrDefault(alarmId));

    public ValueTask<ImmutableArray<Alarm>> AlarmsAsync(AlarmQuery query, CancellationToken stop) =>
        new([.. Alarms.Values.Where(a => query.Bed is null || a.Bed == query.Bed).OrderByDescending(a => a.RaisedAt)]);

    public async ValueTask<int> CountAsync(AlarmQuery query, CancellationToken stop) =>
        (await AlarmsAsync(query, stop)).Length;

    public ValueTask ReviewAsync(AlarmReview review, CancellationToken stop) =>
        throw new NotSupportedException("no test of patients reviews");

    public ValueTask<ImmutableArray<AlarmReview>> ReviewsAsync(string alarmId, CancellationToken stop) => new([]);

    public ValueTask RecordAsync(AuditEntry entry, CancellationToken stop) => Write(() => Trail.Add(entry));

    public ValueTask<PatientState?> LoadAsync(string patientId, CancellationToken stop) =>
        new(States.GetValueOrDefault(patientId));

    public ValueTask SaveAsync(PatientState state, CancellationToken stop) =>
        Write(() => States[state.PatientId] = state);

    /// <summary>The stored states of grains.</summary>
    public Dictionary<(string Kind, string Key), VersionedState> GrainStates { get; } = [];

    /// <summary>Writes that failed.</summary>
    public int Failures { get; private set; }

    public async ValueTask<VersionedState?> ReadAsync(string kind, string key, CancellationToken stop)
    {
        VersionedState? kept = null;
        await Write(() => kept = GrainStates.GetValueOrDefault((kind, key)));
        return kept;
    }

    public async ValueTask<long?> WriteAsync(string kind, string key, string json, long? read, CancellationToken stop)
    {
        long? version = null;
        await Write(() =>
        {
            if (GrainStates.GetValueOrDefault((kind, key))?.Version != read)
                return;
            version = (read ?? 0) + 1;
            GrainStates[(kind, key)] = new(json, version.Value);
        });
        return version;
    }

    public async ValueTask<bool> ClearAsync(string kind, string key, long? read, CancellationToken stop)
    {
        var isNewest = false;
        await Write(() =>
        {
            isNewest = GrainStates.GetValueOrDefault((kind, key))?.Version == read;
            if (isNewest)
                GrainStates.Remove((kind, key));
        });
        return isNewest;
    }

    public ValueTask<ImmutableArray<RegisteredDevice>> DevicesAsync(CancellationToken stop) => new([.. Devices.Values]);

    ValueTask<RegisteredDevice?> IDeviceRegister.FindAsync(string device, CancellationToken stop) =>
        new(Devices.GetValueOrDefault(device));

    public List<AlarmMapping> MappedAlarms { get; } = [];

    ValueTask<ImmutableArray<AlarmMapping>> IAlarmMappingRecords.AllAsync(CancellationToken stop) =>
        new([.. MappedAlarms]);

    ValueTask IAlarmMappingRecords.MapAsync(AlarmMapping mapping, CancellationToken stop) =>
        Write(() => MappedAlarms.Add(mapping));

    public List<ChannelMapping> Mapped { get; } = [];

    public ValueTask<ImmutableArray<ChannelMapping>> MappingsAsync(CancellationToken stop) => new([.. Mapped]);

    public ValueTask MapAsync(ChannelMapping mapping, CancellationToken stop) =>
        Write(() =>
        {
            Mapped.RemoveAll(m => (m.Device, m.Channel) == (mapping.Device, mapping.Channel));
            if (mapping.Code != 0)
                Mapped.Add(mapping);
        });

    public ValueTask RegisterAsync(RegisteredDevice device, CancellationToken stop) =>
        Write(() => Devices[device.Device] = device);

    public ValueTask RenewPasswordHashAsync(string device, string from, string to, CancellationToken stop) =>
        Write(() =>
        {
            if (Devices.TryGetValue(device, out var known) && known.PasswordHash == from)
                Devices[device] = known with { PasswordHash = to };
        });

    public ValueTask RetireAsync(string device, DateTimeOffset at, CancellationToken stop) =>
        Write(() => Devices.Remove(device));

    public ValueTask<ImmutableArray<RegisteredDevice>> RetiredAsync(CancellationToken stop) => new([]);

    public async ValueTask<ImmutableArray<DeviceAssociation>> AssociationsAsync(CancellationToken stop)
    {
        await Write(() => { });
        return [.. Associations];
    }

    public ValueTask BindAsync(DeviceAssociation association, CancellationToken stop) =>
        Write(() =>
        {
            Associations.RemoveAll(b =>
                b.Bed == association.Bed || b.Device == association.Device || b.PatientId == association.PatientId
            );
            Associations.Add(association);
        });

    public ValueTask UnbindAsync(string bed, DateTimeOffset at, CancellationToken stop) =>
        Write(() => Associations.RemoveAll(b => b.Bed == bed));

    public ValueTask WriteAsync(IReadOnlyCollection<MinuteValues> minutes, CancellationToken stop) =>
        Write(() => Minutes.AddRange(minutes));

    public ValueTask<ImmutableArray<MinuteValues>> ReadAsync(
        IReadOnlyCollection<string> patientIds,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken stop
    ) =>
        new([
            .. Minutes
                .Where(m => patientIds.Contains(m.PatientId) && m.Minute >= from && m.Minute < to)
                .OrderBy(m => m.Minute),
        ]);

    public List<SuppressionRule> Rules { get; } = [];

    public async ValueTask<ImmutableArray<SuppressionRule>> RulesAsync(CancellationToken stop)
    {
        await Write(() => { });
        return [.. Rules.GroupBy(r => (r.Ward, r.Kind)).Select(same => same.Last())];
    }

    public ValueTask WriteAsync(SuppressionRule rule, CancellationToken stop) => Write(() => Rules.Add(rule));

    private async ValueTask Write(Action write)
    {
        await Gate;
        lock (_turn)
        {
            if (Failure is { } failure)
            {
                Failures++;
                throw failure;
            }

            write();
        }
    }
}
