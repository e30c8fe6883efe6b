using System.Collections.Immutable;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.Patients.Trends;

/// <summary>The summary of one minute of a patient's signals.</summary>
/// <remarks>A minute in which no device sent has no values: it is a gap, not an empty row.</remarks>
/// <param name="Bed">The patient's bed at the time.</param>
/// <param name="Minute">The server's clock at the minute's beginning.</param>
public sealed record MinuteValues(
    string PatientId,
    string Bed,
    DateTimeOffset Minute,
    MinuteVitals Vitals,
    ImmutableArray<MinuteChannel> Channels
);

/// <summary>
/// The medians of a minute's vital signs, in the units of <see cref="Signals.Vitals.VitalSigns"/>; null without a
/// reading.
/// </summary>
public readonly record struct MinuteVitals(
    float? HeartRate,
    float? PulseRate,
    float? Spo2,
    float? RespirationRate,
    float? Systolic,
    float? Diastolic,
    float? Mean
);

/// <summary>How many seconds of a minute one channel was usable.</summary>
/// <param name="Name">The vendor's name of the channel.</param>
/// <param name="Code">Its IEEE 11073-10101 code.</param>
/// <param name="Judged">Seconds that were judged, at most 60.</param>
/// <param name="Usable">The judged seconds that were good enough for a decision.</param>
/// <param name="MainIssue">The most frequent fault of the other seconds; none if all were usable.</param>
public readonly record struct MinuteChannel(string Name, int Code, int Judged, int Usable, QualityIssues MainIssue)
{
    public SignalKind Kind => Mdc.KindOf(Code);

    /// <summary>The cause in a nurse's words, such as "Lead II: electrode off?"; empty if there was none.</summary>
    public string Words => QualityWords.Of(new(0, Name, Code, 0, "", 1, 0), MainIssue);
}
