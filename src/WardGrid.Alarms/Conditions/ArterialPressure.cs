using WardGrid.Signals;

namespace WardGrid.Alarms.Conditions;

/// <summary>Systolic arterial pressure below its limit.</summary>
/// <remarks>
/// A hold of 5 s lets a catheter flush or a moment's damping pass; a blood sample or a zeroing takes longer and raises. A pressure at
/// its limit breathes across it: it must come <see cref="PressureBand.Systolic"/> back, for as long as a few breaths take, to end the alarm.
/// </remarks>
public sealed class PressureLow : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.PressureLow;

    public AlarmPriority Priority => AlarmPriority.Medium;

    public double OnsetSeconds => 5;

    public double ReliefSeconds => 15;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var systolic = signals.Vitals.Systolic;
        return !systolic.Exists ? Presence.Unknown
            : systolic.Value < limits.SystolicBelow ? Presence.Present
            : systolic.Value < limits.SystolicBelow + PressureBand.Systolic ? Presence.Unknown : Presence.Absent;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"Systolic pressure {signals.Vitals.Systolic.Value:0} mmHg, limit {limits.SystolicBelow:0} mmHg";
}

/// <summary>Systolic arterial pressure above its limit.</summary>
/// <remarks>The same holds as for <see cref="PressureLow"/>: a flush drives the transducer to its upper end for a few seconds.</remarks>
public sealed class PressureHigh : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.PressureHigh;

    public AlarmPriority Priority => AlarmPriority.Medium;

    public double OnsetSeconds => 5;

    public double ReliefSeconds => 15;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var systolic = signals.Vitals.Systolic;
        return !systolic.Exists ? Presence.Unknown
            : systolic.Value > limits.SystolicAbove ? Presence.Present
            : systolic.Value > limits.SystolicAbove - PressureBand.Systolic ? Presence.Unknown : Presence.Absent;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"Systolic pressure {signals.Vitals.Systolic.Value:0} mmHg, limit {limits.SystolicAbove:0} mmHg";
}

/// <summary>What lies between the beginning and the end of a pressure alarm.</summary>
internal static class PressureBand
{
    /// <summary>mmHg: about what quiet breathing moves the systolic pressure by.</summary>
    public const float Systolic = 5;
}
