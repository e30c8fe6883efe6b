using System.Globalization;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Patients.Alarms;

namespace WardGrid.Tool.Evaluate.Alarms;

/// <summary>
/// The table that models are trained on: one line per alarm with its label, verdict, score and features.
/// </summary>
/// <remarks>Features are written so that reading gives the same bits; an unknown one is the word NaN.</remarks>
internal static class AlarmCsv
{
    public static IEnumerable<string> Lines(IEnumerable<AlarmTrial> trials)
    {
        yield return string.Join(
            ',',
            ["record", "kind", "true", "group", "verdict", "rule", "judged", "score", .. AlarmFeatures.Names]
        );
        foreach (var trial in trials)
        {
            yield return string.Join(
                ',',
                [
                    trial.Alarm.Record,
                    trial.Alarm.Kind,
                    trial.Alarm.IsTrue ? "1" : "0",
                    trial.Alarm.Group,
                    trial.Decision.Verdict.ToString(),
                    trial.Evidence.RuleVerdict.ToString(),
                    trial.Evidence.MayBeRefuted ? "1" : "0",
                    Number(trial.Decision.Evidence.Score ?? float.NaN),
                    .. trial.Evidence.Features.ToArray().Select(Number),
                ]
            );
        }
    }

    internal static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
