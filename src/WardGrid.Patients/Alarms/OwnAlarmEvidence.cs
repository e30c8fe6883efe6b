using WardGrid.Alarms;

namespace WardGrid.Patients.Alarms;

/// <summary>Whether WardGrid raises an alarm of its own on what the verification says of it.</summary>
/// <remarks>
/// A lead by itself shows ventricular tachycardia badly: noise makes wide fast beats too. The model reads all channels
/// together, so where it speaks, its probability decides. A run that goes on for as long as an alarm may be held back
/// is raised all the same, unless two keys refute it. Without the model's word the conditions decide as they are, and
/// nothing begins that is only suspected.
/// </remarks>
internal static class OwnAlarmEvidence
{
    /// <summary>
    /// The model's probability, 0 to 1, from which ventricular tachycardia is raised. A choice, made on challenge2015
    /// with models that had not seen the record (models/cards/own-alarms.md).
    /// </summary>
    private const float Tachycardia = 0.35f;

    /// <param name="isSuspected">The condition has not begun by itself.</param>
    /// <param name="lasts">It has gone on for as long as it may be held back.</param>
    public static bool Raises(AlarmKind kind, AlarmDecision decision, bool isSuspected, bool lasts)
    {
        if (decision.Verdict == Verdict.Refuted)
            return false;
        if (decision.Evidence.Score is not { } probability)
            return !isSuspected;
        if (kind == AlarmKind.VentricularTachycardia)
            return lasts || probability >= Tachycardia;
        return !isSuspected || decision.Verdict == Verdict.Confirmed;
    }
}
