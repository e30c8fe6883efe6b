using System.Diagnostics.Metrics;
using WardGrid.Patients.Devices;

namespace WardGrid.Patients;

/// <summary>The metrics of all patients. They cost nothing while nobody listens.</summary>
public static class PatientMetrics
{
    public const string MeterName = "WardGrid.Patients";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>
    /// Milliseconds from the end of a frame, by the device's clock, to the ward's view of it; the oldest frame counts
    /// if several are shown together.
    /// </summary>
    /// <remarks>
    /// Contains the difference between the two clocks: see <see cref="PatientSnapshot.ClockOffset"/>.
    /// </remarks>
    public static readonly Histogram<double> FrameToWard = Meter.CreateHistogram<double>(
        "wardgrid.frame.to_ward",
        "ms"
    );

    /// <summary>Milliseconds from a frame's arrival at the server to the ward's view of it.</summary>
    public static readonly Histogram<double> ArrivalToWard = Meter.CreateHistogram<double>(
        "wardgrid.arrival.to_ward",
        "ms"
    );

    public static readonly Counter<long> FramesAccepted = Meter.CreateCounter<long>("wardgrid.frames.accepted");

    /// <summary>Frames that a device numbered but that never arrived.</summary>
    public static readonly Counter<long> FramesMissed = Meter.CreateCounter<long>("wardgrid.frames.missed");

    /// <summary>Refused messages, by <c>reason</c>.</summary>
    public static readonly Counter<long> Refused = Meter.CreateCounter<long>("wardgrid.messages.refused");

    /// <summary>Decided alarms, by <c>kind</c>, <c>origin</c> and <c>verdict</c>.</summary>
    public static readonly Counter<long> AlarmsDecided = Meter.CreateCounter<long>("wardgrid.alarms.decided");

    /// <summary>
    /// Milliseconds from the arrival of a monitor's alarm to its verdict, for the kinds that are verified.
    /// </summary>
    public static readonly Histogram<double> Verdict = Meter.CreateHistogram<double>("wardgrid.alarms.verdict", "ms");

    /// <summary>
    /// Milliseconds that the verification of an alarm took, the model included and the wait for its beginning not.
    /// </summary>
    public static readonly Histogram<double> Verification = Meter.CreateHistogram<double>(
        "wardgrid.alarms.verification",
        "ms"
    );

    /// <summary>Second looks at alarms, by the <c>first</c> and the <c>second</c> verdict.</summary>
    public static readonly Counter<long> SecondLooks = Meter.CreateCounter<long>("wardgrid.alarms.second_looks");

    /// <summary>Batches of records that could not be written and will be tried again.</summary>
    public static readonly Counter<long> RecordFailures = Meter.CreateCounter<long>("wardgrid.records.failures");

    /// <summary>Minutes of trends and quality that were lost.</summary>
    public static readonly Counter<long> MinutesLost = Meter.CreateCounter<long>("wardgrid.minutes.lost");
}
