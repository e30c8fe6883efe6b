using System.Collections.Frozen;
using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.People;

namespace WardGrid.Patients.Devices;

/// <summary>A person's mapping of a device's alarm code that WardGrid does not know to a kind of alarm.</summary>
/// <param name="Code">The code in capital letters; the case of a device's codes does not count.</param>
public sealed record AlarmMapping(string Device, string Code, AlarmKind Kind, string By, DateTimeOffset At);

/// <summary>The mappings in the store.</summary>
public interface IAlarmMappingRecords
{
    ValueTask<ImmutableArray<AlarmMapping>> AllAsync(CancellationToken stop);

    /// <summary>
    /// Maps a code and replaces its earlier mapping; the kind <see cref="AlarmKind.Other"/> removes the mapping.
    /// </summary>
    ValueTask MapAsync(AlarmMapping mapping, CancellationToken stop);
}

/// <summary>Maps alarm codes for pages and calls, with effect on the running ward.</summary>
public interface IAlarmCodes
{
    /// <summary>The mappings of a device, by code.</summary>
    ImmutableArray<AlarmMapping> Of(string device);

    /// <summary>
    /// Maps a code that WardGrid does not know; it counts from the next start of an alarm on. The kind
    /// <see cref="AlarmKind.Other"/> removes the mapping.
    /// </summary>
    ValueTask<CommandOutcome> MapAsync(string device, string code, AlarmKind kind, Actor by, CancellationToken stop);
}

/// <summary>The mappings in force.</summary>
/// <remarks>Thread-safe: patients read it in their turns, and it is replaced as a whole.</remarks>
public sealed class AlarmMappings
{
    /// <summary>The kinds that a monitor's alarm can be of; the others are WardGrid's own.</summary>
    public static ImmutableArray<AlarmKind> Kinds { get; } =
    [
        AlarmKind.Asystole,
        AlarmKind.VentricularFibrillation,
        AlarmKind.VentricularTachycardia,
        AlarmKind.ExtremeBradycardia,
        AlarmKind.ExtremeTachycardia,
        AlarmKind.AtrialFibrillation,
        AlarmKind.Desaturation,
        AlarmKind.PressureHigh,
        AlarmKind.PressureLow,
        AlarmKind.LeadOff,
        AlarmKind.ProbeOff,
    ];

    private FrozenDictionary<(string, string), AlarmMapping> _mappings = FrozenDictionary<
        (string, string),
        AlarmMapping
    >.Empty;

    /// <summary>All mappings in force.</summary>
    public ImmutableArray<AlarmMapping> All => Volatile.Read(ref _mappings).Values;

    /// <summary>
    /// The kind of a device's alarm code: as WardGrid knows it, else as a person mapped it, else
    /// <see cref="AlarmKind.Other"/>.
    /// </summary>
    public AlarmKind KindOf(string device, string code)
    {
        var known = AlarmHandling.KindOf(code);
        if (known != AlarmKind.Other)
            return known;
        var key = (device, code.ToUpperInvariant());
        return Volatile.Read(ref _mappings).TryGetValue(key, out var mapped) ? mapped.Kind : AlarmKind.Other;
    }

    /// <summary>Replaces all mappings.</summary>
    public void Replace(IEnumerable<AlarmMapping> mappings) =>
        Volatile.Write(ref _mappings, mappings.ToFrozenDictionary(m => (m.Device, m.Code)));
}
