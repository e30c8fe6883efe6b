using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Signals.Quality;

namespace WardGrid.Alarms;

/// <summary>What a channel shows of an alarm, as a nurse would say it: one method for each sentence.</summary>
/// <remarks>
/// Each is said after the channel's name, so it begins with a small letter; each ends with a full stop. One that denies
/// an event ends with what follows from it. The German of each stands in the screens' words below the sentence's code.
/// </remarks>
public static class FindingSentences
{
    public static Reason NoHeartbeat() => Reason.Of("lead.none", $"no heartbeat can be seen.");

    public static Reason NoPulse() => Reason.Of("pulse.none", $"no pulse can be seen.");

    public static Reason HeartPause(float seconds) =>
        Reason.Of("asystole.lead.shows", $"no heartbeat for {seconds:0.0} s.");

    public static Reason HeartGoesOn(float seconds) =>
        Reason.Of(
            "asystole.lead.denies",
            $"the heartbeats go on, the longest pause is {seconds:0.0} s, so this is not asystole."
        );

    public static Reason HeartPauseUnclear(float seconds) =>
        Reason.Of(
            "asystole.lead.unclear",
            $"the longest pause between heartbeats is {seconds:0.0} s; this neither shows nor rules out asystole."
        );

    public static Reason PulsePause(float seconds) =>
        Reason.Of("asystole.pulse.shows", $"no pulse for {seconds:0.0} s.");

    public static Reason PulseGoesOn(float seconds) =>
        Reason.Of(
            "asystole.pulse.denies",
            $"the pulse goes on, the longest pause is {seconds:0.0} s, so this is not asystole."
        );

    public static Reason PulsePauseUnclear(float seconds) =>
        Reason.Of(
            "asystole.pulse.unclear",
            $"the longest pause between pulse beats is {seconds:0.0} s; this neither shows nor rules out asystole."
        );

    public static Reason TooFewHeartbeats() =>
        Reason.Of("rate.lead.few", $"too few heartbeats in a row to tell the heart rate.");

    public static Reason TooFewPulseBeats() =>
        Reason.Of("rate.pulse.few", $"too few pulse beats in a row to tell the pulse rate.");

    public static Reason HeartIsSlow(float rate) =>
        Reason.Of("bradycardia.lead.shows", $"the heart rate falls to {rate:0} per minute over five beats.");

    public static Reason HeartIsNotSlow(float rate) =>
        Reason.Of(
            "bradycardia.lead.denies",
            $"the heart rate does not fall below {rate:0} per minute over five beats, "
                + $"so this is not extreme bradycardia."
        );

    public static Reason HeartIsSlowUnclear(float rate) =>
        Reason.Of(
            "bradycardia.lead.unclear",
            $"the lowest heart rate over five beats is {rate:0} per minute; "
                + $"this neither shows nor rules out extreme bradycardia."
        );

    public static Reason PulseIsSlow(float rate) =>
        Reason.Of("bradycardia.pulse.shows", $"the pulse rate falls to {rate:0} per minute over five beats.");

    public static Reason PulseIsNotSlow(float rate) =>
        Reason.Of(
            "bradycardia.pulse.denies",
            $"the pulse rate does not fall below {rate:0} per minute over five beats, "
                + $"so this is not extreme bradycardia."
        );

    public static Reason PulseIsSlowUnclear(float rate) =>
        Reason.Of(
            "bradycardia.pulse.unclear",
            $"the lowest pulse rate over five beats is {rate:0} per minute; "
                + $"this neither shows nor rules out extreme bradycardia."
        );

    public static Reason HeartIsFast(float rate) =>
        Reason.Of("tachycardia.lead.shows", $"the heart rate rises to {rate:0} per minute over 17 beats.");

    public static Reason HeartIsNotFast(float rate) =>
        Reason.Of(
            "tachycardia.lead.denies",
            $"the heart rate does not rise above {rate:0} per minute over 17 beats, so this is not extreme tachycardia."
        );

    public static Reason HeartIsFastUnclear(float rate) =>
        Reason.Of(
            "tachycardia.lead.unclear",
            $"the highest heart rate over 17 beats is {rate:0} per minute; "
                + $"this neither shows nor rules out extreme tachycardia."
        );

    public static Reason PulseIsFast(float rate) =>
        Reason.Of("tachycardia.pulse.shows", $"the pulse rate rises to {rate:0} per minute over 17 beats.");

    public static Reason PulseIsNotFast(float rate) =>
        Reason.Of(
            "tachycardia.pulse.unclear",
            $"the highest pulse rate over 17 beats is {rate:0} per minute, "
                + $"but a fast heart may not pump with every beat."
        );

    public static Reason OwnBeatsWithoutFibrillation(float rate) =>
        Reason.Of(
            "vf.lead.denies",
            $"the patient's own beats go on at {rate:0} per minute, so this is not ventricular fibrillation."
        );

    public static Reason Swings(float rate) =>
        Reason.Of("vf.lead.shows", $"the trace swings at {rate:0} per minute, without the patient's own beats.");

    public static Reason SwingsUnclear() =>
        Reason.Of(
            "vf.lead.unclear",
            $"neither the patient's own beats nor the waves of ventricular fibrillation can be seen clearly."
        );

    public static Reason PulseWithoutFibrillation(float rate) =>
        Reason.Of(
            "vf.pulse.denies",
            $"the pulse goes on at {rate:0} per minute without a pause, so this is not ventricular fibrillation."
        );

    public static Reason NoSteadyPulse() =>
        Reason.Of(
            "vf.pulse.unclear",
            $"no steady pulse can be seen; this neither shows nor rules out ventricular fibrillation."
        );

    public static Reason OwnBeatsWithoutRun(float rate) =>
        Reason.Of(
            "vt.lead.denies",
            $"the patient's own beats go on at {rate:0} per minute, so this is not ventricular tachycardia."
        );

    public static Reason Run(float rate) =>
        Reason.Of(
            "vt.lead.shows",
            $"five beats in a row at {rate:0} per minute that look unlike the patient's own beats."
        );

    public static Reason RunUnclear() =>
        Reason.Of(
            "vt.lead.unclear",
            $"no clear run of ventricular beats, but the patient's own beats cannot be followed without a break either."
        );

    public static Reason RegularPulse(float rate) =>
        Reason.Of(
            "vt.pulse.denies",
            $"the pulse stays even and strong at {rate:0} per minute, so this is not ventricular tachycardia."
        );

    public static Reason UnquietPulse(float rate) =>
        Reason.Of(
            "vt.pulse.unclear",
            $"the pulse, at {rate:0} per minute, is fast, uneven or weaker than usual; "
                + $"this neither shows nor rules out ventricular tachycardia."
        );

    public static Reason Irregular() =>
        Reason.Of("af.lead.shows", $"the heartbeat is completely irregular, as in atrial fibrillation.");

    public static Reason Regular() =>
        Reason.Of("af.lead.denies", $"the heartbeat is regular, so this is not atrial fibrillation.");

    public static Reason SomewhatIrregular() =>
        Reason.Of(
            "af.lead.unclear",
            $"the heartbeat is somewhat irregular; this neither shows nor rules out atrial fibrillation."
        );

    public static Reason TooFewForRhythm() =>
        Reason.Of("af.lead.few", $"too few heartbeats to tell whether they are regular.");

    public static Reason PulseTellsNoRhythm() =>
        Reason.Of("af.pulse.unclear", $"a pulse alone neither shows nor rules out atrial fibrillation.");

    /// <summary>A channel that is not looked at for alarms of this kind.</summary>
    public static Reason NotUsed() => Reason.Of("unused", $"this signal is not used to check this alarm.");

    /// <summary>A channel that misses the heartbeats which another one shows.</summary>
    public static Reason Silent(string other) =>
        Reason.Of(
            "silent",
            $"beats are missing here, but {other} shows that the heart beats on, "
                + $"so this channel is not believed (electrode or sensor loose?)."
        );

    /// <summary>A lead that shows the event beside a channel that rules it out.</summary>
    public static Reason Outweighed(string other) =>
        Reason.Of(
            "outweighed",
            $"this looks like the event, but {other} rules it out and the model is sure that the alarm is false, "
                + $"so this lead is not believed."
        );

    /// <summary>A channel that would deny the event, on beats that may not be the patient's.</summary>
    public static Reason StrangeBeats() =>
        Reason.Of(
            "strange",
            $"the beats before the alarm do not look like this patient's usual beats, so they rule nothing out."
        );

    /// <summary>A channel that would deny the event, but has not seen enough up to the alarm.</summary>
    public static Reason TooLittleSeen() =>
        Reason.Of("early", $"what was seen up to the alarm is not enough to rule the event out.");

    /// <summary>A channel that cannot be believed, by the worst that is wrong with it.</summary>
    public static Reason Poor(QualityIssues issues) =>
        Worst(issues) switch
        {
            QualityIssues.Missing => Reason.Of(
                "poor.Missing",
                $"no signal arrived for part of the time, so it cannot be judged."
            ),
            QualityIssues.Flat => Reason.Of(
                "poor.Flat",
                $"the signal is flat (electrode or sensor off?), so it cannot be judged."
            ),
            QualityIssues.Saturated => Reason.Of(
                "poor.Saturated",
                $"the signal is at the end of its range, so it cannot be judged."
            ),
            QualityIssues.Motion => Reason.Of("poor.Motion", $"the signal is too poor to judge by (movement)."),
            QualityIssues.NoBeats => Reason.Of(
                "poor.NoBeats",
                $"no beats are seen here while other channels show them, so it cannot be judged."
            ),
            QualityIssues.HighFrequencyNoise => Reason.Of(
                "poor.HighFrequencyNoise",
                $"the signal is too poor to judge by (muscle noise)."
            ),
            QualityIssues.BaselineWander => Reason.Of(
                "poor.BaselineWander",
                $"the signal is too poor to judge by (baseline wanders)."
            ),
            QualityIssues.PowerLine => Reason.Of("poor.PowerLine", $"the signal is too poor to judge by (mains hum)."),
            _ => Reason.Of("poor", $"the beats differ too much from each other to judge by."),
        };

    /// <summary>The first that a person at the bedside would look for.</summary>
    private static QualityIssues Worst(QualityIssues issues)
    {
        QualityIssues[] order =
        [
            QualityIssues.Missing,
            QualityIssues.Flat,
            QualityIssues.Saturated,
            QualityIssues.Motion,
            QualityIssues.NoBeats,
            QualityIssues.HighFrequencyNoise,
            QualityIssues.BaselineWander,
            QualityIssues.PowerLine,
        ];
        return order.FirstOrDefault(issue => issues.HasFlag(issue));
    }
}
