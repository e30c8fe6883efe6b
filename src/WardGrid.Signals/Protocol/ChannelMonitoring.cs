namespace WardGrid.Signals.Protocol;

/// <summary>Why WardGrid cannot analyse a channel, so that nothing on it raises an alarm.</summary>
public enum NotMonitoredReason
{
    /// <summary>Neither its code nor its name says what it measures.</summary>
    UnknownKind,

    /// <summary>Too few samples per second for its detector.</summary>
    LowRate,

    /// <summary>With this gain and offset the steps are too coarse, or the signal is out of range.</summary>
    Resolution,
}

/// <summary>Decides which channels of a birth are analysed, and why others are not.</summary>
public static class ChannelMonitoring
{
    /// <summary>
    /// Samples per second from which the beats of an ECG are found: its QRS energy ends at 22 Hz, and
    /// twice that is needed.
    /// </summary>
    public const double LeastEcgRate = 50;

    /// <summary>Samples per second for pulse waves, as in the protocol.</summary>
    public const double LeastPulseRate = 25;

    /// <summary>Samples per second for respiration.</summary>
    public const double LeastRespirationRate = 10;

    /// <summary>
    /// mV of one step: IEC 60601-2-27 asks a monitor to show 0.1 mV as no more than noise; coarser steps
    /// hide small complexes.
    /// </summary>
    private const double CoarsestEcgStep = 0.05;

    /// <summary>
    /// mV between the lowest and the highest value: the QRS complex of a chest lead reaches 2 to 5 mV.
    /// </summary>
    private const double NarrowestEcgRange = 2;

    /// <summary>The range of an ECG in mV, as its quality is judged: values beyond it count as saturated.</summary>
    private const double EcgFrom = -12,
        EcgTo = 12;

    /// <summary>Raw units from the offset up to which a 32-bit float is exact: strips stay lossless.</summary>
    private const double MostSteps = 1 << 23;

    /// <summary>Units of one step of a pleth: the pulse detector accepts values up to ten million.</summary>
    private const double CoarsestPulseStep = 300;

    /// <summary>
    /// mmHg of one step, and of the whole range: a pressure is read to a few mmHg, and its highest value is about 250.
    /// </summary>
    private const double CoarsestPressureStep = 2,
        NarrowestPressureRange = 150;

    /// <summary>The range of a pressure in mmHg (Sun, Reisner, Mark 2006), with a small error of the zero.</summary>
    private const double PressureFrom = -20,
        PressureTo = 300;

    /// <summary>Null if the channel is analysed, or if nobody expects an alarm from it (an accelerometer).</summary>
    public static NotMonitoredReason? WhyNot(ChannelDeclaration declared) =>
        declared.Kind switch
        {
            SignalKind.Ecg => Judge(declared, LeastEcgRate, CoarsestEcgStep)
                ?? JudgeRange(declared, EcgFrom, EcgTo, NarrowestEcgRange),
            SignalKind.ArterialPressure => Judge(declared, LeastPulseRate, CoarsestPressureStep)
                ?? JudgeRange(declared, PressureFrom, PressureTo, NarrowestPressureRange),
            SignalKind.Pleth => Judge(declared, LeastPulseRate, CoarsestPulseStep),
            SignalKind.Respiration => Judge(declared, LeastRespirationRate, double.PositiveInfinity),
            _ => IsAccelerometer(declared) ? null : NotMonitoredReason.UnknownKind,
        };

    /// <summary>The reason in words, for the alarm, the log and the biomedical engineer.</summary>
    public static string Words(ChannelDeclaration declared, NotMonitoredReason reason) =>
        reason switch
        {
            NotMonitoredReason.LowRate =>
                $"{declared.Name} is not monitored: {declared.Rate:0.#} samples per second are too few",
            NotMonitoredReason.Resolution =>
                $"{declared.Name} is not monitored: with a gain of {declared.Gain:0.###} per {declared.Unit} "
                    + $"and an offset of {declared.Offset:0.###} its steps are too coarse or its range is too narrow",
            _ => $"{declared.Name} is not monitored: WardGrid does not know what it measures (code {declared.Code}). "
                + "Map it on the Devices page",
        };

    /// <summary>Whether a channel may be an ECG that is not monitored: its unit is a voltage.</summary>
    public static bool MayBeEcg(ChannelDeclaration declared) =>
        declared.Kind == SignalKind.Ecg || ChannelUnits.IsVoltage(declared.Unit);

    private static NotMonitoredReason? Judge(ChannelDeclaration declared, double leastRate, double coarsestStep)
    {
        if (declared.Rate < leastRate)
            return NotMonitoredReason.LowRate;
        var isCoarse = Math.Abs(1 / declared.Gain) > coarsestStep;
        var isInexact = Math.Abs(declared.Offset) + short.MaxValue > MostSteps;
        return isCoarse || isInexact ? NotMonitoredReason.Resolution : null;
    }

    /// <summary>Whether the declared values cover enough of the signal's range.</summary>
    private static NotMonitoredReason? JudgeRange(ChannelDeclaration declared, double from, double to, double narrowest)
    {
        var a = (-short.MaxValue - declared.Offset) / declared.Gain;
        var b = (short.MaxValue - declared.Offset) / declared.Gain;
        var covered = Math.Min(Math.Max(a, b), to) - Math.Max(Math.Min(a, b), from);
        return covered < narrowest ? NotMonitoredReason.Resolution : null;
    }

    private static bool IsAccelerometer(ChannelDeclaration declared) =>
        declared.Name.StartsWith("ACC", StringComparison.OrdinalIgnoreCase);
}
