using System.Globalization;

namespace WardGrid.Alarms;

/// <summary>
/// Why an alarm counts as true or false, or stays undecided, as a nurse would say it: one method for each sentence.
/// </summary>
/// <remarks>Whole sentences. The German of each stands in the screens' words below the sentence's code.</remarks>
public static class VerdictSentences
{
    public static Reason NoChannelIsGoodEnough() =>
        Reason.Of("open.poor", $"No channel is good enough to judge by, so the alarm stands.");

    public static Reason NothingClear() =>
        Reason.Of("open.unclear", $"No channel clearly shows the event, and none rules it out, so the alarm stands.");

    public static Reason ChannelsDisagree() =>
        Reason.Of("open.channels", $"One channel shows the event, another rules it out, so the alarm stands.");

    public static Reason ShownByOneOnly() =>
        Reason.Of("open.shown", $"One lead shows the event, but the leads together do not, so the alarm stands.");

    public static Reason DeniedByOneOnly() =>
        Reason.Of("open.denied", $"One lead rules the event out, but the leads together do not, so the alarm stands.");

    public static Reason NoModelAgrees() =>
        Reason.Of(
            "open.model.none",
            $"The channels rule the event out, but no model has checked this alarm. "
                + $"One check alone silences nothing, so the alarm stands."
        );

    public static Reason ModelTrueChannelFalse() =>
        Reason.Of(
            "open.model.true",
            $"The model counts this alarm as true, but a channel rules the event out, "
                + $"so it stays undecided and the alarm stands."
        );

    public static Reason ModelFalseChannelTrue() =>
        Reason.Of(
            "open.model.false",
            $"The model counts this alarm as false, but a channel shows the event, "
                + $"so it stays undecided and the alarm stands."
        );

    public static Reason ModelFalseChannelsPoor() =>
        Reason.Of(
            "open.model.poor",
            $"The model counts this alarm as false, but no channel is good enough to rule the event out, "
                + $"so the alarm stands."
        );

    public static Reason ModelIsUnsure() =>
        Reason.Of("open.model.unsure", $"The model cannot tell whether this alarm is true, so the alarm stands.");

    public static Reason ModelIsSilent() => Reason.Of("model.none", $"The model gave no answer, so the alarm stands.");

    public static Reason ModelIsLate(TimeSpan deadline) =>
        Reason.Of(
            "model.late",
            $"The model did not answer within {deadline.TotalMilliseconds:0} ms, so the alarm stands."
        );

    public static Reason ModelFailed(string why) =>
        Reason.Of("model.failed", $"The model could not be used, so the alarm stands. Fault: {why.TrimEnd('.')}.");

    public static Reason NoChannelDenies() =>
        Reason.Of("true.model", $"No channel rules the event out, and the model counts this alarm as true.");

    public static Reason NoChannelShows() =>
        Reason.Of("false.model", $"No channel shows the event, and the model counts this alarm as false.");

    /// <summary>The model's rating in percent, with the limits from which it counts.</summary>
    public static Reason ModelRates(ModelScore score, float trueFrom) =>
        Reason.Of(
            "model.rates",
            $"The model rates this alarm {Percent(score, trueFrom)} % likely to be true; "
                + $"below {Short(score.Threshold)} % it counts as false, from {Short(trueFrom)} % as true."
        );

    public static Reason DeviceRestarted() =>
        Reason.Of(
            "restarted.device",
            $"The device restarted before the samples of this alarm had come, so the alarm stands unchecked."
        );

    public static Reason ServerRestarted() =>
        Reason.Of(
            "restarted.server",
            $"The server restarted before this alarm was checked, so the alarm stands unchecked."
        );

    public static Reason SamplesLate(TimeSpan waited) =>
        Reason.Of(
            "samples.late",
            $"The signals of this alarm had not come {waited.TotalSeconds:0.#} s later, so the alarm stands unchecked."
        );

    public static Reason CheckFailed(string why) =>
        Reason.Of("failed", $"The check of this alarm failed, so the alarm stands. Fault: {why.TrimEnd('.')}.");

    public static Reason NumberAlone() =>
        Reason.Of("of.device", $"This rests on a number alone; no signal of the heart arrives to check it.");

    public static Reason KindIsNotChecked() =>
        Reason.Of("unverified", $"WardGrid does not check alarms of this kind; it is shown as the monitor raised it.");

    public static Reason LastsThoughRefuted(TimeSpan lasted) =>
        Reason.Of(
            "open.lasts",
            $"The check speaks against this alarm, but what was seen has lasted for {lasted.TotalSeconds:0} s, "
                + $"so the alarm stands."
        );

    public static Reason ShownLater(float seconds) =>
        Reason.Of("second.shown", $"The signals show the event {seconds:0} s after the alarm.");

    public static Reason DeniedLater(float seconds, float seen) =>
        Reason.Of(
            "second.denied",
            $"The signals of the {seconds:0} s after the alarm rule the event out, "
                + $"and no channel shows it up to {seen:0} s after the alarm."
        );

    public static Reason CheckIsOff() =>
        Reason.Of("off", $"The check of alarms of this kind is off on this ward, so the alarm stands unchecked.");

    /// <summary>
    /// The rating in whole percent, or finer where rounding would put it on the other side of a limit.
    /// </summary>
    private static string Percent(ModelScore score, float trueFrom)
    {
        var whole = MathF.Round(100 * score.Probability);
        var moved =
            whole / 100 < score.Threshold != score.Probability < score.Threshold
            || whole / 100 < trueFrom != score.Probability < trueFrom;
        return moved
            ? Short(MathF.Floor(10000 * score.Probability) / 10000)
            : whole.ToString("0", CultureInfo.InvariantCulture);
    }

    private static string Short(float share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture);
}
