using System.Collections.Immutable;
using WardGrid.Patients.Minutes;

namespace WardGrid.Patients;

/// <summary>Devices and their bindings, kept through restarts.</summary>
public interface IDeviceRegister
{
    ValueTask<ImmutableArray<RegisteredDevice>> DevicesAsync(CancellationToken stop);

    ValueTask<RegisteredDevice?> FindAsync(string device, CancellationToken stop);

    /// <summary>Registers a device, or replaces its registration.</summary>
    ValueTask RegisterAsync(RegisteredDevice device, CancellationToken stop);

    ValueTask RetireAsync(string device, DateTimeOffset at, CancellationToken stop);

    /// <summary>The bindings in force.</summary>
    ValueTask<ImmutableArray<Binding>> BindingsAsync(CancellationToken stop);

    /// <summary>Binds a device to a bed and patient; what was bound to that device, bed or patient before ends at the same moment.</summary>
    ValueTask BindAsync(Binding binding, CancellationToken stop);

    ValueTask UnbindAsync(string bed, DateTimeOffset at, CancellationToken stop);

    /// <summary>What people have said that devices' channels measure.</summary>
    ValueTask<ImmutableArray<ChannelMapping>> MappingsAsync(CancellationToken stop);

    /// <summary>Maps a channel, in place of what was said of it before; a code of 0 leaves it to the device again.</summary>
    ValueTask MapAsync(ChannelMapping mapping, CancellationToken stop);
}

/// <summary>Alarms, their strips and the nurses' verdicts, kept through restarts.</summary>
public interface IAlarmBook
{
    /// <summary>Writes an alarm as it is now; completes when it is durable.</summary>
    /// <remarks>The first verdict that is written of an alarm stands, and with it one entry <c>alarm.decided</c> of the audit trail.</remarks>
    ValueTask WriteAsync(Alarm alarm, AlarmStrip? strip, CancellationToken stop);

    ValueTask<Alarm?> FindAsync(string alarmId, CancellationToken stop);

    ValueTask<AlarmStrip?> StripAsync(string alarmId, CancellationToken stop);

    /// <summary>Newest first.</summary>
    ValueTask<ImmutableArray<Alarm>> AlarmsAsync(AlarmQuery query, CancellationToken stop);

    /// <summary>How many alarms the query finds; its limit does not count.</summary>
    ValueTask<int> CountAsync(AlarmQuery query, CancellationToken stop);

    /// <summary>Keeps a nurse's verdict and tells the audit trail of it: both, or neither.</summary>
    ValueTask ReviewAsync(AlarmReview review, CancellationToken stop);

    ValueTask<ImmutableArray<AlarmReview>> ReviewsAsync(string alarmId, CancellationToken stop);
}

/// <summary>Which alarms to read; null means any.</summary>
/// <param name="From">Raised at this time or later.</param>
/// <param name="To">Raised before this time.</param>
/// <param name="Unreviewed">Whether no nurse has given a verdict yet.</param>
/// <param name="Open">Whether the alarm still lasts; acknowledged or not.</param>
public sealed record AlarmQuery(string? Bed = null, string? PatientId = null, DateTimeOffset? From = null, DateTimeOffset? To = null, bool? Unreviewed = null, bool? Open = null, int Limit = 200)
{
    public Alarms.AlarmKind? Kind { get; init; }

    /// <summary>WardGrid's verdict.</summary>
    public Alarms.Verdict? Verdict { get; init; }

    /// <summary>The nurses' verdict: the newest one counts.</summary>
    public NurseVerdict? Nurse { get; init; }

    /// <summary>Only alarms that stand after this one in the list: the next page begins there, whatever has been added or reviewed since.</summary>
    public AlarmPlace? After { get; init; }

    /// <summary>One alarm for each event: those that are part of another one's event are left out. Kind and verdict may be any of the event's.</summary>
    public bool EventsOnly { get; init; }

    /// <summary>The alarms that are part of the event that this one stands for.</summary>
    public string? PartOf { get; init; }
}

/// <summary>Where an alarm stands in a list of the newest first.</summary>
public readonly record struct AlarmPlace(DateTimeOffset RaisedAt, string Id);

/// <summary>What must survive of a patient when its life in memory ends: written when it matters, never per frame.</summary>
public interface IPatientStates
{
    ValueTask<PatientState?> LoadAsync(string patientId, CancellationToken stop);

    ValueTask SaveAsync(PatientState state, CancellationToken stop);
}

/// <summary>A patient's state between two lives.</summary>
/// <param name="Open">Alarms that last or wait for an acknowledgement.</param>
/// <param name="Unrecorded">Decisions that the alarm book has not taken yet.</param>
public sealed record PatientState(string PatientId, Alarms.AlarmLimits Limits, ImmutableArray<Alarm> Open, ImmutableArray<Alarm> Unrecorded, DateTimeOffset SavedAt)
{
    /// <summary>What is paused or off.</summary>
    public ImmutableArray<InactiveAlarm> Inactive { get; init; } = [];

    /// <summary>What the monitor's alarm ids stand for, so that an id that is used again never overwrites an earlier alarm.</summary>
    public ImmutableArray<MonitorEpisode> Episodes { get; init; } = [];

    /// <summary>The monitor's alarms that lasted when their device was lost, acknowledged or not.</summary>
    public ImmutableArray<Alarm> Lost { get; init; } = [];

    /// <summary>Whether the patient has ever been heard: from then on silence is an alarm.</summary>
    public bool Heard { get; init; }

    /// <summary>The version of the newest snapshot, so that the next life's are newer.</summary>
    public long Version { get; init; }
}

/// <summary>Every patient's minutes, for trends and for the quality of a ward's signals.</summary>
/// <remarks>
/// Kept for <see cref="Kept"/> from the newest on, and no longer: a week and a day shows the same shift a week ago, what WardGrid is
/// asked for at most; anything longer belongs to the hospital's own patient record, and what is not needed of a patient is not kept.
/// </remarks>
public interface IMinuteValues
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(8);

    /// <summary>Writes minutes in one transaction, in place of those that are there for the same patient and minute, and deletes those past their time.</summary>
    ValueTask WriteAsync(IReadOnlyCollection<MinuteValues> minutes, CancellationToken stop);

    /// <summary>A patient's minutes that began at <paramref name="from"/> or later and before <paramref name="to"/>, oldest first, wherever the patient lay.</summary>
    ValueTask<ImmutableArray<MinuteValues>> ReadAsync(string patientId, DateTimeOffset from, DateTimeOffset to, CancellationToken stop) =>
        ReadAsync([patientId], from, to, stop);

    /// <summary>The same of several patients at once, such as those of a ward; oldest first.</summary>
    ValueTask<ImmutableArray<MinuteValues>> ReadAsync(IReadOnlyCollection<string> patientIds, DateTimeOffset from, DateTimeOffset to, CancellationToken stop);
}

/// <summary>What a ward has agreed on for all its screens, kept through restarts: whether its walls sound, and its groups of beds.</summary>
public interface IWardBook
{
    /// <summary>Null while nobody has said anything: the walls sound.</summary>
    ValueTask<WallSound?> SoundAsync(CancellationToken stop);

    ValueTask WriteAsync(WallSound sound, CancellationToken stop);

    /// <summary>In the order of their names.</summary>
    ValueTask<ImmutableArray<BedGroup>> GroupsAsync(CancellationToken stop);

    /// <summary>Writes a group in place of the one of the same name.</summary>
    ValueTask WriteAsync(BedGroup group, CancellationToken stop);

    ValueTask RemoveGroupAsync(string name, CancellationToken stop);
}

/// <summary>Whether the walls of a ward sound, who said so and when.</summary>
/// <param name="Until">When a pause ends; null otherwise.</param>
public sealed record WallSound(WallSoundState State, string By, DateTimeOffset Since, DateTimeOffset? Until);

/// <summary>After IEC 60601-1-8: paused for a limited time, off until somebody turns it on.</summary>
public enum WallSoundState
{
    On,
    Paused,
    Off,
}

/// <summary>Some beds under one name, such as a room or what one nurse looks after; a bed may be in several.</summary>
public sealed record BedGroup(string Name, ImmutableArray<string> Beds);

/// <summary>How far the suppression of alarms goes, by ward and kind, kept through restarts.</summary>
public interface ISuppressionRules
{
    /// <summary>The newest rule of every ward and kind that has one.</summary>
    ValueTask<ImmutableArray<SuppressionRule>> RulesAsync(CancellationToken stop);

    /// <summary>Adds a rule, which stands from now on in place of the one before; that one is kept as history.</summary>
    ValueTask WriteAsync(SuppressionRule rule, CancellationToken stop);
}

/// <summary>Who did what, when, in an append-only trail.</summary>
public interface IAuditTrail
{
    ValueTask RecordAsync(AuditEntry entry, CancellationToken stop);
}

/// <summary>One entry of the audit trail.</summary>
/// <param name="What">The act, such as <c>alarm.decided</c>, <c>alarm.reviewed</c>, <c>device.bound</c>.</param>
/// <param name="Subject">The alarm, device or bed that it was done to.</param>
public sealed record AuditEntry(DateTimeOffset At, string By, string What, string Subject, string Detail);
