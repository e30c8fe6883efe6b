using WardGrid.Signals;

namespace WardGrid.Alarms.Conditions;

/// <summary>Oxygen saturation below its limit for 10 seconds.</summary>
/// <remarks>
/// A delay of 10 s removes most brief, self-correcting dips at no clinical cost (Rheineck-Leyssius and Kalkman, 1998;
/// Graham and Cvach, 2010).
/// </remarks>
public sealed class Desaturation : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.Desaturation;

    public AlarmPriority Priority => AlarmPriority.Medium;

    public double OnsetSeconds => 10;

    public double ReliefSeconds => 5;

    public bool NeedsNoSamples => true;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var spo2 = signals.Vitals.Spo2;
        if (!spo2.Exists)
            return Presence.Unknown;
        return spo2.Value < limits.Spo2Below ? Presence.Present : Presence.Absent;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"SpO2 {signals.Vitals.Spo2.Value:0} %, limit {limits.Spo2Below:0} %, by the monitor";
}
