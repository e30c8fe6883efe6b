using WardGrid.Signals.Protocol;

namespace WardGrid.Signals.Quality;

/// <summary>Describes in a nurse's words the issue of a channel and what to check first.</summary>
public static class QualityWords
{
    /// <summary>One short sentence, such as "Lead II: electrode off?"; empty if there is no issue.</summary>
    public static string Of(ChannelDeclaration channel, QualityIssues issues)
    {
        var words = Words(channel.Kind, issues);
        return words.Length == 0 ? "" : $"{Name(channel)}: {words}";
    }

    /// <summary>The channel's name for people, from its code if the vendor's name says less.</summary>
    public static string Name(ChannelDeclaration channel) =>
        channel.Kind switch
        {
            SignalKind.Ecg => $"Lead {channel.Name}",
            SignalKind.Pleth => "SpO2 probe",
            SignalKind.ArterialPressure => "Arterial line",
            SignalKind.Respiration => "Respiration",
            _ => channel.Name,
        };

    // The order in which a person at the bedside would check: no data, nothing attached, movement, noise.
    private static string Words(SignalKind kind, QualityIssues issues) =>
        kind switch
        {
            _ when issues.HasFlag(QualityIssues.Missing) => "no signal arrives",
            SignalKind.Ecg when issues.HasFlag(QualityIssues.Flat) => "electrode off?",
            SignalKind.Pleth when issues.HasFlag(QualityIssues.Flat) => "probe off?",
            SignalKind.ArterialPressure when issues.HasFlag(QualityIssues.Flat) => "line closed or disconnected?",
            _ when issues.HasFlag(QualityIssues.Flat) => "does not move",
            SignalKind.Ecg when issues.HasFlag(QualityIssues.Saturated) =>
                "electrode loose? signal at the end of its range",
            SignalKind.ArterialPressure when issues.HasFlag(QualityIssues.Saturated) =>
                "flushing, or outside its range",
            _ when issues.HasFlag(QualityIssues.Saturated) => "signal at the end of its range",
            SignalKind.Ecg when issues.HasFlag(QualityIssues.Motion) => "electrode loose or patient moves",
            SignalKind.Pleth when issues.HasFlag(QualityIssues.Motion) => "patient moves, or probe loose",
            _ when issues.HasFlag(QualityIssues.Motion) => "patient moves",
            SignalKind.Ecg when issues.HasFlag(QualityIssues.NoBeats) =>
                "no beats while the pulse beats: electrode loose?",
            SignalKind.Pleth when issues.HasFlag(QualityIssues.NoBeats) =>
                "no pulse while the heart beats: probe loose, or poor perfusion?",
            _ when issues.HasFlag(QualityIssues.NoBeats) => "no pulse while the heart beats: look at the line",
            SignalKind.Ecg when issues.HasFlag(QualityIssues.HighFrequencyNoise) =>
                "muscle noise, shivering, or a dry electrode",
            _ when issues.HasFlag(QualityIssues.HighFrequencyNoise) => "noisy",
            _ when issues.HasFlag(QualityIssues.BaselineWander) => "baseline wanders",
            _ when issues.HasFlag(QualityIssues.UnlikeBeats) =>
                "beats unlike each other: the patient's rhythm, or the signal?",
            _ when issues.HasFlag(QualityIssues.ImplausibleRhythm) =>
                "irregular beats: the patient's rhythm, or the signal?",
            _ when issues.HasFlag(QualityIssues.PowerLine) => "mains hum: cables near a mains lead, or a dry electrode",
            _ => "",
        };
}
