using System.Globalization;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Rhythm;

namespace WardGrid.Tool.Evaluate.Ventricular;

/// <summary>
/// Writes the measures of every lead in each second with the expert's rhythm, to fit the rule for fibrillation.
/// </summary>
/// <remarks>
/// Only seconds whose four seconds before have one rhythm. VT is left out because it looks like flutter, and so are
/// unreadable spans.
/// </remarks>
public static class FibrillationCsv
{
    public const string Header =
        "source,record,lead,second,fibrillation,leakage,occupied,spread,peakedness,hertz,height,own,quality,wave";

    public static IEnumerable<string> Lines(string source, VentricularCourse course)
    {
        var lines = new List<string>();
        course.Hear(
            (signals, second) =>
            {
                var reading = course.Rhythms.FirstOrDefault(r =>
                    r.From <= second - FibrillationMeasure.Seconds && second <= r.To
                );
                if (
                    reading.Seconds == 0
                    || reading.Reading is VentricularReading.Tachycardia or VentricularReading.Noise
                )
                    return;
                for (var i = 0; i < signals.Channels.Length; i++)
                {
                    if (
                        signals.Channels[i].Kind == SignalKind.Ecg
                        && FibrillatingLead.Of(signals.Channels[i], second) is { } lead
                    )
                        lines.Add(
                            Line(
                                source,
                                course.Name,
                                i,
                                second,
                                reading.Reading == VentricularReading.Fibrillation,
                                lead
                            )
                        );
                }
            }
        );
        return lines;
    }

    private static string Line(
        string source,
        string record,
        int lead,
        int second,
        bool fibrillates,
        in FibrillatingLead shown
    )
    {
        var wave = shown.Wave;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{source},{record},{lead},{second},{(fibrillates ? 1 : 0)},"
                + $"{wave.Leakage},{wave.Occupied},{wave.Spread},{wave.Peakedness},{wave.Hertz},{wave.Height},"
                + $"{shown.Own},{shown.Quality},{wave.Score}"
        );
    }
}
