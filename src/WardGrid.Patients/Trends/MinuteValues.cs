using System.Collections.Immutable;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.Patients.Trends;

/// <summary>What one minute of a patient's signals came to.</summary>
/// <remarks>A minute in which no device sent has no values at all: it is a gap, not a row of nothing.</remarks>
/// <param name="Bed">Where the patient lay at the time.</param>
/// <param name="Minute">The server's clock at the minute's beginning.</param>
public sealed record MinuteValues(
    string PatientId,
    string Bed,
    DateTimeOffset Minute,
    MinuteVitals Vitals,
    ImmutableArray<MinuteChannel> Channels
);

/// <summary>
/// The medians of a minute's vital signs, in the units of <see cref="Signals.Vitals.VitalSigns"/>; null where
/// there was no reading.
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

/// <summary>How far one channel could be used during a minute.</summary>
/// <param name="Name">The vendor's name of the channel.</param>
/// <param name="Code">Its IEEE 11073-10101 code.</param>
/// <param name="Judged">Seconds that were judged, at most 60.</param>
/// <param name="Usable">Those of them that a decision could rely on.</param>
/// <param name="MainIssue">What was wrong in most of the other seconds; none where all were usable.</param>
public readonly record struct MinuteChannel(string Name, int Code, int Judged, int Usable, QualityIssues MainIssue)
{
    public SignalKind Kind => Mdc.KindOf(Code);

    /// <summary>
    /// The cause in a nurse's words, such as "Lead II: electrode off?"; empty where nothing was wrong.
    /// </summary>
    public string Words => QualityWords.Of(new(0, Name, Code, 0, "", 1, 0), MainIssue);
}
