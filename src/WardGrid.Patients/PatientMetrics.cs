using System.Diagnostics.Metrics;
using WardGrid.Patients.Devices;

namespace WardGrid.Patients;

/// <summary>What patients measure of themselves, for whoever listens; nobody pays where nobody does.</summary>
public static class PatientMetrics
{
    public const string MeterName = "WardGrid.Patients";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>
    /// Milliseconds from the end of a frame, by the device's clock, to the ward's view of it; of frames shown together
    /// the oldest counts.
    /// </summary>
    /// <remarks>
    /// Holds the difference of both clocks where they differ: see <see cref="PatientSnapshot.ClockOffset"/>.
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

    /// <summary>Frames that a device numbered but that never came.</summary>
    public static readonly Counter<long> FramesMissed = Meter.CreateCounter<long>("wardgrid.frames.missed");

    /// <summary>Refused messages, by <c>reason</c>.</summary>
    public static readonly Counter<long> Refused = Meter.CreateCounter<long>("wardgrid.messages.refused");

    /// <summary>Decided alarms, by <c>kind</c>, <c>origin</c> and <c>verdict</c>.</summary>
    public static readonly Counter<long> AlarmsDecided = Meter.CreateCounter<long>("wardgrid.alarms.decided");

    /// <summary>Milliseconds that the verification of an alarm took, the model included.</summary>
    public static readonly Histogram<double> Verification = Meter.CreateHistogram<double>(
        "wardgrid.alarms.verification",
        "ms"
    );

    /// <summary>Batches of records that a store did not take and that will be tried again.</summary>
    public static readonly Counter<long> RecordFailures = Meter.CreateCounter<long>("wardgrid.records.failures");

    /// <summary>Minutes of trends and quality that could not be kept.</summary>
    public static readonly Counter<long> MinutesLost = Meter.CreateCounter<long>("wardgrid.minutes.lost");
}
