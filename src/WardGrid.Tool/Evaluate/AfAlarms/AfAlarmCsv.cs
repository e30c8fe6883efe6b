using System.Globalization;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;

namespace WardGrid.Tool.Evaluate.AfAlarms;

/// <summary>
/// The table that the AF verifier is trained on: one line per alarm with its label, verdict and features.
/// </summary>
/// <remarks>Features are written so that reading gives the same bits; an unknown one is the word NaN.</remarks>
internal static class AfAlarmCsv
{
    public static IEnumerable<string> Lines(IEnumerable<AfAlarm> alarms)
    {
        yield return string.Join(
            ',',
            [
                "source",
                "record",
                "alarm",
                "true",
                "verdict",
                "rule",
                "judged",
                "shown",
                "denied",
                "delay",
                "origin",
                .. AlarmFeatures.Names,
            ]
        );
        foreach (var alarm in alarms)
        {
            yield return string.Join(
                ',',
                [
                    alarm.Source,
                    alarm.Record,
                    alarm.Name,
                    alarm.True ? "1" : "0",
                    alarm.Decision.Verdict.ToString(),
                    alarm.Evidence.RuleVerdict.ToString(),
                    alarm.Evidence.MayBeRefuted ? "1" : "0",
                    alarm.Evidence.IsShown ? "1" : "0",
                    alarm.Evidence.IsDenied ? "1" : "0",
                    double.IsNaN(alarm.Delay) ? "" : alarm.Delay.ToString(CultureInfo.InvariantCulture),
                    alarm.Origin.ToString(),
                    .. alarm
                        .Evidence.Features.ToArray()
                        .Select(value => value.ToString("R", CultureInfo.InvariantCulture)),
                ]
            );
        }
    }
}
