using System.Collections.Immutable;
using System.Globalization;
using WardGrid.Alarms;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Vitals;

namespace WardGrid.Patients.Devices;

/// <summary>
/// The parameters, channels and alarm codes of one device that were accepted, but are not shown or not understood.
/// </summary>
/// <remarks>Thread-safe: the patient writes in its turns, and pages read.</remarks>
public sealed class NotShownLog
{
    /// <summary>
    /// Names kept for a device; a monitor has some dozens, and a device that makes up names has no end.
    /// </summary>
    public const int Most = 500;

    private readonly Lock _turn = new();
    private readonly Dictionary<(NotShownKind, string, NotShownReason), NotShown> _entries = [];
    private DeviceBirth? _birth;
    private ImmutableArray<(string Name, NotShownReason Reason)> _blind = [];

    /// <summary>All entries, the one that came last first.</summary>
    public ImmutableArray<NotShown> Entries
    {
        get
        {
            lock (_turn)
                return [.. _entries.Values.OrderByDescending(e => e.Last).ThenBy(e => e.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>Notes the numbers of an accepted message that no page shows.</summary>
    public void Numerics(DeviceNumerics numerics, DateTimeOffset at)
    {
        foreach (var (code, value) in numerics.Values)
        {
            var name = code.ToString(CultureInfo.InvariantCulture);
            if (!DeviceReadings.Shows(code))
                Note(NotShownKind.Parameter, name, NotShownReason.UnknownParameter, at);
            else if (!double.IsNaN(value) && !DeviceReadings.IsPlausible(code, value))
                Note(NotShownKind.Parameter, name, NotShownReason.ImplausibleValue, at);
        }

        foreach (var name in numerics.Ignored)
            Note(NotShownKind.Parameter, name, NotShownReason.UnknownParameter, at);
    }

    /// <summary>Notes the channels of an accepted bundle that are not monitored.</summary>
    public void Wave(DeviceBirth birth, DateTimeOffset at)
    {
        if (!ReferenceEquals(birth, _birth))
            (_birth, _blind) = (birth, Blind(birth));
        foreach (var (name, reason) in _blind)
            Note(NotShownKind.Channel, name, reason, at);
    }

    /// <summary>Notes an accepted alarm whose code is not known.</summary>
    public void Alert(DeviceAlert alert, AlarmKind kind, DateTimeOffset at)
    {
        if (alert.Phase != AlertPhase.End && kind == AlarmKind.Other)
            Note(NotShownKind.Alarm, alert.Kind, NotShownReason.UnknownAlarm, at);
    }

    private void Note(NotShownKind kind, string name, NotShownReason reason, DateTimeOffset at)
    {
        lock (_turn)
        {
            var key = (kind, name, reason);
            if (_entries.TryGetValue(key, out var known))
                _entries[key] = known with { Count = known.Count + 1, Last = at };
            else if (_entries.Count < Most)
                _entries[key] = new(kind, name, reason, 1, at, at);
        }
    }

    private static ImmutableArray<(string, NotShownReason)> Blind(DeviceBirth birth) =>
        [
            .. birth
                .Channels.Select(channel => (channel.Name, Why: ChannelMonitoring.WhyNot(channel)))
                .Where(channel => channel.Why is not null)
                .Select(channel => (channel.Name, ReasonOf(channel.Why!.Value))),
        ];

    private static NotShownReason ReasonOf(NotMonitoredReason reason) =>
        reason switch
        {
            NotMonitoredReason.LowRate => NotShownReason.LowRate,
            NotMonitoredReason.Resolution => NotShownReason.Resolution,
            _ => NotShownReason.UnknownChannel,
        };
}
