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

    public static Verdict Judge(AlarmScene scene)
    {
        var questions = Questions.For(scene.Candidate.Kind);
        if (questions is null)
            return Verdict.Undecided;
        var voices = new List<Testimony>();
        if (scene.Leads.Any(l => l.Trust >= Questions.TrustedLead))
            voices.Add(questions.AskTogether(scene));
        foreach (var pulse in scene.Pulses)
        {
            if (pulse.Trust >= Questions.TrustedPulse)
                voices.Add(questions.AskPulse(pulse));
        }

        var (shown, denied) = (voices.Any(v => v.Agrees == true), voices.Any(v => v.Agrees == false));
        return denied && (!shown || questions.OneDenialRefutes) ? Verdict.Refuted : shown && !denied ? Verdict.Confirmed : Verdict.Undecided;
    }
}
