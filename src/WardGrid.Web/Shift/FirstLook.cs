using Microsoft.Extensions.Localization;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Web.Text;

namespace WardGrid.Web.Shift;

/// <summary>
/// What the next shift should check first at one bed: the patient's worst alarm, then the signal with the largest loss.
/// </summary>
public static class FirstLook
{
    /// <param name="alarms">The patient's alarms of the shift.</param>
    /// <param name="denied">Alarms that a nurse judged false.</param>
    public static string Of(
        IStringLocalizer words,
        PatientShift shift,
        IEnumerable<Alarm> alarms,
        IReadOnlySet<string> denied
    )
    {
        List<string> looks = [];
        if (Worst(alarms, denied) is { } alarm)
        {
            var when = AlarmEvents.EndOf(alarm) is null
                ? words["evidence.lasts"].Value
                : WardTime.Clock(alarm.RaisedAt);
            looks.Add($"{AlarmName.Of(words, alarm)} ({when})");
        }

        if (Attention.Ranked([shift]).FirstOrDefault() is { } signal)
            looks.Add($"{signal.Channel}: {CauseWords.Of(words, signal.Kind, signal.Cause)}");
        return looks.Count == 0 ? "–" : string.Join("; ", looks);
    }

    /// <summary>
    /// The most urgent alarm of the patient: first one that lasts, then asystole and fibrillation, then the newest.
    /// </summary>
    /// <remarks>
    /// An ended alarm counts if it had high priority and neither WardGrid nor a nurse judged it false. One that lasts
    /// always counts.
    /// </remarks>
    public static Alarm? Worst(IEnumerable<Alarm> alarms, IReadOnlySet<string> denied) =>
        alarms
            .Where(a => !AlarmHandling.IsTechnical(a.Kind))
            .Where(a =>
                AlarmEvents.EndOf(a) is null
                || (
                    a.Priority == AlarmPriority.High
                    && AlarmHandling.DecisionOf(a)?.Verdict != Verdict.Refuted
                    && !denied.Contains(a.Id)
                )
            )
            .OrderByDescending(a => a.Priority)
            .ThenByDescending(a => AlarmEvents.EndOf(a) is null)
            .ThenByDescending(a => a.Kind is AlarmKind.Asystole or AlarmKind.VentricularFibrillation)
            .ThenByDescending(a => a.RaisedAt)
            .FirstOrDefault();
}
