using WardGrid.Alarms.Verification.Testimonies;

namespace WardGrid.Alarms.Verification;

/// <summary>The verdict that the channels' testimonies give by rule, without a model.</summary>
/// <remarks>
/// One trusted voice that shows that the event did not happen refutes the alarm: a pulse that beats on disproves an asystole, however
/// silent a lead is. Of ventricular tachycardia one voice is not enough while another shows it. Where no channel can be trusted,
/// nothing is refuted.
/// </remarks>
internal static class AlarmRules
{
    public const string Name = "rules 1";

    public static Verdict Judge(AlarmScene scene, Questions? questions)
    {
        if (questions is null)
            return Verdict.Undecided;
        var at = scene.Candidate.AtSeconds;
        var leads = questions.AskTogether(scene);
        var pulses = scene.Pulses.Where(p => p.Trust >= Witness.TrustedPulse).Select(p => (p, questions.AskPulse(p))).ToArray();
        var shown = leads.Agrees == true && scene.Leads.Any(l => l.Trust >= Witness.TrustedLead) || pulses.Any(p => p.Item2.Agrees == true);
        var denied = questions.HasWitness(scene)
            && (leads.Agrees == false && scene.Leads.Any(l => Witness.Is(l, at)) || pulses.Any(p => p.Item2.Agrees == false && Witness.Is(p.p, at)));
        return denied && (!shown || questions.OneDenialRefutes) ? Verdict.Refuted : shown && !denied ? Verdict.Confirmed : Verdict.Undecided;
    }
}
