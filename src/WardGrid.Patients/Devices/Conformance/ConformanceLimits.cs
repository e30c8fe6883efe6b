namespace WardGrid.Patients.Devices.Conformance;

/// <summary>The limits of the conformance report; docs/conformance.md gives the source of each.</summary>
internal static class ConformanceLimits
{
    /// <summary>Parts per million: ten times what a usual quartz is off (50 ppm).</summary>
    public const double DriftPpm = 500;

    /// <summary>Seconds; the accuracy that IEEE 11073 SDPi asks of a time service.</summary>
    public const double ClockOffset = 0.05;

    /// <summary>Seconds; the wall's play-out buffer of 0.5 s less one bundle of 0.25 s.</summary>
    public const double Jitter = 0.25;

    /// <summary>Percent of the time without samples.</summary>
    public const double GapPercent = 0.1;

    /// <summary>Seconds of a gap after which a bed counts as disconnected.</summary>
    public const double LongestGap = 2;

    /// <summary>Bundles of a hundred that may come twice: after a reconnection, QoS 1 repeats some.</summary>
    public const double DuplicatePercent = 0.1;

    public const double ShortestBundle = 0.1;

    public const double LongestBundle = 1;

    /// <summary>Seconds between two sets of numbers at the 99th percentile; they should come once a second.</summary>
    public const double NumbersPause = 2;

    /// <summary>Seconds of the MQTT keep-alive; a dead connection is noticed after one and a half of it.</summary>
    public const int KeepAlive = 60;

    /// <summary>mV from peak to peak: the input range of ±5 mV that IEC 60601-2-27 asks of a monitor.</summary>
    public const double LargestEcg = 10;

    /// <summary>mV; below it not even the smallest QRS (0.15 mV, IEC 60601-2-27) could be seen.</summary>
    public const double SmallestEcg = 0.05;

    /// <summary>mmHg, the range of means that a living patient can have, with the sensor's own range.</summary>
    public const double LowestPressure = 10;

    public const double HighestPressure = 300;

    /// <summary>mmHg from peak to peak.</summary>
    public const double SmallestPulse = 2;

    public const double LargestPulse = 250;

    /// <summary>Percent of the time at the end of the range, and without any change.</summary>
    public const double SaturatedPercent = 1;

    public const double FlatPercent = 1;

    /// <summary>mV: a tenth of a small square of ECG paper.</summary>
    public const double EcgStep = 0.01;

    /// <summary>mmHg: monitors show whole numbers.</summary>
    public const double PressureStep = 1;

    /// <summary>Bits that pleth and respiration really use.</summary>
    public const double WaveBits = 6;

    /// <summary>
    /// Seconds from the event to the ward's view: the figure of IEC 60601-2-27 for heart-rate alarms.
    /// </summary>
    public const double AlarmRoundTrip = 10;
}
