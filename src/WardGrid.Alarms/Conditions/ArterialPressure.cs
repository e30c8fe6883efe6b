using WardGrid.Signals;

namespace WardGrid.Alarms.Conditions;

/// <summary>Systolic arterial pressure below its limit.</summary>
/// <remarks>A hold of 5 s lets a catheter flush or a moment's damping pass; a blood sample or a zeroing takes longer and raises.</remarks>
public sealed class PressureLow : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.PressureLow;

    public AlarmPriority Priority => AlarmPriority.Medium;

    public double OnsetSeconds => 5;

    public double ReliefSeconds => 5;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var systolic = signals.Vitals.Systolic;
        return !systolic.Exists ? Presence.Unknown : systolic.Value < limits.SystolicBelow ? Presence.Present : Presence.Absent;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"Systolic pressure {signals.Vitals.Systolic.Value:0} mmHg, limit {limits.SystolicBelow:0} mmHg";
}

/// <summary>Systolic arterial pressure above its limit.</summary>
/// <remarks>The same hold as for <see cref="PressureLow"/>: a flush drives the transducer to its upper end for a few seconds.</remarks>
public sealed class PressureHigh : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.PressureHigh;

    public AlarmPriority Priority => AlarmPriority.Medium;

    public double OnsetSeconds => 5;

    public double ReliefSeconds => 5;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var systolic = signals.Vitals.Systolic;
        return !systolic.Exists ? Presence.Unknown : systolic.Value > limits.SystolicAbove ? Presence.Present : Presence.Absent;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"Systolic pressure {signals.Vitals.Systolic.Value:0} mmHg, limit {limits.SystolicAbove:0} mmHg";
}
