using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Vitals;

namespace WardGrid.Alarms.Conditions;

/// <summary>Systolic arterial pressure below its limit.</summary>
/// <remarks>
/// A hold of 5 s lets a catheter flush or a moment's damping pass; a blood sample or a zeroing takes longer and raises.
/// A pressure at its limit breathes across it: it must come <see cref="PressureBand.Systolic"/> back, for as long as a
/// few breaths take, to end the alarm.
/// </remarks>
public sealed class PressureLow : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.PressureLow;

    public AlarmPriority Priority => AlarmPriority.Medium;

    public double OnsetSeconds => 5;

    public double ReliefSeconds => 15;

    public bool NeedsNoSamples => true;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var systolic = Systolic(signals);
        if (!systolic.Exists)
            return Presence.Unknown;
        if (systolic.Value < limits.SystolicBelow)
            return Presence.Present;
        // What a disturbed line does not bear may raise an alarm, but never end one.
        var ends = signals.Vitals.Systolic.Exists && systolic.Value >= limits.SystolicBelow + PressureBand.Systolic;
        return ends ? Presence.Absent : Presence.Unknown;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        PressureBand.Describe(Systolic(signals), limits.SystolicBelow);

    /// <summary>
    /// A damped line, or one without pulses, shows no number, but it may be the patient: what it holds counts, or the
    /// monitor's number.
    /// </summary>
    private static Reading Systolic(BedSignals signals)
    {
        if (signals.Vitals.Systolic.Exists)
            return signals.Vitals.Systolic;
        return signals.DampedSystolic.Exists ? signals.DampedSystolic : signals.OfDevice(Mdc.ArterialSystolic);
    }
}

/// <summary>Systolic arterial pressure above its limit.</summary>
/// <remarks>
/// The same holds as for <see cref="PressureLow"/>: a flush drives the transducer to its upper end for a few seconds.
/// </remarks>
public sealed class PressureHigh : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.PressureHigh;

    public AlarmPriority Priority => AlarmPriority.Medium;

    public double OnsetSeconds => 5;

    public double ReliefSeconds => 15;

    public bool NeedsNoSamples => true;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var systolic = signals.Vitals.Systolic;
        if (!systolic.Exists)
            return Presence.Unknown;
        if (systolic.Value > limits.SystolicAbove)
            return Presence.Present;
        return systolic.Value < limits.SystolicAbove - PressureBand.Systolic ? Presence.Absent : Presence.Unknown;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        PressureBand.Describe(signals.Vitals.Systolic, limits.SystolicAbove);
}

/// <summary>What lies between the beginning and the end of a pressure alarm.</summary>
internal static class PressureBand
{
    /// <summary>mmHg: about what quiet breathing moves the systolic pressure by.</summary>
    public const float Systolic = 5;

    public static string Describe(Reading systolic, float limit) =>
        $"Systolic pressure {systolic.Value:0} mmHg, limit {limit:0} mmHg"
        + (systolic.Source == ReadingSource.Device ? ", by the monitor" : "");
}
