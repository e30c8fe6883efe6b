using System.Collections.Immutable;

namespace WardGrid.Alarms.Verification;

/// <summary>The second verdict on an alarm, with the samples of the half minute after it.</summary>
/// <remarks>
/// The retrospective event of the CinC Challenge 2015 allows 30 s after the alarm. The alarm is verified again as if it
/// had been raised at three later moments, and each looks at the seconds before it, so that together they see the half
/// minute without a hole. Later samples may confirm an alarm that was not; they may refute one that was undecided, if
/// the first ten seconds do and no channel shows the event at the alarm or later; they change no alarm that was
/// confirmed, because an event that has ended was there all the same.
/// </remarks>
public static class SecondLook
{
    /// <summary>Seconds after the alarm at which the second look is taken.</summary>
    public const float Seconds = 30;

    /// <summary>The moments at which the alarm is verified again, in seconds after it.</summary>
    public static ImmutableArray<float> Moments { get; } = [10, 20, Seconds];

    /// <summary>Whether later samples could change the verdict.</summary>
    public static bool MayChange(AlarmDecision first) => first.Verdict != Verdict.Confirmed;

    /// <summary>The alarm as if it had been raised later.</summary>
    public static AlarmCandidate Later(AlarmCandidate alarm, double seconds) =>
        alarm with
        {
            AtSeconds = alarm.AtSeconds + seconds,
        };

    /// <summary>The second decision; null if it has the verdict of the first.</summary>
    /// <param name="later">The decisions at <see cref="Moments"/>.</param>
    public static AlarmDecision? Revise(AlarmDecision first, IReadOnlyList<AlarmDecision> later)
    {
        if (!MayChange(first))
            return null;
        for (var i = 0; i < later.Count; i++)
        {
            if (later[i].Verdict == Verdict.Confirmed)
                return Because(later[i], VerdictSentences.ShownLater(Moments[i]));
        }

        var isShown = IsShown(first) || later.Any(IsShown);
        return first.Verdict == Verdict.Undecided && later[0].Verdict == Verdict.Refuted && !isShown
            ? Because(later[0], VerdictSentences.DeniedLater(Moments[0], Seconds))
            : null;
    }

    private static bool IsShown(AlarmDecision decision) => decision.Evidence.Channels.Any(c => c.Agrees == true);

    private static AlarmDecision Because(AlarmDecision later, Reason reason) =>
        later with
        {
            Evidence = later.Evidence with { Reasons = [reason, .. later.Evidence.Reasons] },
        };
}
