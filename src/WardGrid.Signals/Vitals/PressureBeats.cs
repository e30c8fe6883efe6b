using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Signals.Vitals;

/// <summary>Arterial pressure over the last pulses, in mmHg.</summary>
/// <param name="Systolic">Median of the pulses' peaks.</param>
/// <param name="Diastolic">Median of their feet.</param>
/// <param name="Mean">Mean of the wave over whole pulses.</param>
/// <param name="AtSeconds">Seconds since the epoch of the newest pulse.</param>
public readonly record struct PressureBeats(float Systolic, float Diastolic, float Mean, double AtSeconds)
{
    private const int MostPulses = 8;
    private const int LeastPulses = 3;

    /// <summary>
    /// Systolic less diastolic, mmHg, below which a line with a good mean is damped: half of what Sun, Reisner, Mark
    /// 2006 call abnormal.
    /// </summary>
    private const float DampedBelow = 10;

    /// <summary>
    /// Mean, mmHg, below which a small pulse is the patient's own: shock must not be taken for a damped line.
    /// </summary>
    private const float ShockMean = 60;

    /// <summary>
    /// A line that does not carry the patient's pulse as it is: its numbers are not shown, but a low one
    /// still raises its alarm.
    /// </summary>
    public bool IsDamped => Systolic - Diastolic < DampedBelow && Mean >= ShockMean;

    /// <summary>The pressure of the first line that gives one, a damped one where no other does.</summary>
    /// <param name="why">Why no number is to be shown; none where one is, or where there is no line.</param>
    public static PressureBeats? Newest(ImmutableArray<SignalChannel> channels, double now, out AbsentReason why)
    {
        why = AbsentReason.None;
        PressureBeats? damped = null;
        foreach (var channel in channels)
        {
            if (channel.Kind != SignalKind.ArterialPressure)
                continue;
            if (Of(channel, now) is { } pressure)
            {
                if (!pressure.IsDamped)
                {
                    why = AbsentReason.None;
                    return pressure;
                }

                (damped, why) = (pressure, AbsentReason.LineDisturbed);
                continue;
            }

            var reason = ChannelUsability.WhyNoRate(channel, now);
            if (why == AbsentReason.None || reason < why)
                why = IsOfLine(reason, channel, now) ? AbsentReason.LineDisturbed : reason;
        }

        return damped;
    }

    /// <summary>
    /// The pressure as of <paramref name="now"/>; null where pulses are too few or too old, or the wave is unfit.
    /// </summary>
    /// <remarks>
    /// Ranges after Sun, Reisner, Mark 2006: systolic at most 300, diastolic at least 20, mean 30 to 200 mmHg.
    /// </remarks>
    public static PressureBeats? Of(SignalChannel channel, double now)
    {
        var beats = channel.Beats;
        if (BeatRate.Of(channel, now) is not { } || beats.Count == 0)
            return null;
        Span<float> peaks = stackalloc float[MostPulses];
        Span<float> feet = stackalloc float[MostPulses];
        var count = 0;
        var oldest = beats.Last.Sample;
        for (
            var n = beats.End - 1;
            n >= beats.Begin && count < MostPulses && beats[n].Seconds > now - BeatRate.Seconds;
            n--
        )
        {
            if (float.IsNaN(beats[n].Peak) || float.IsNaN(beats[n].Foot))
                continue;
            peaks[count] = beats[n].Peak;
            feet[count++] = beats[n].Foot;
            oldest = beats[n].Sample;
        }

        if (count < LeastPulses)
            return null;
        peaks[..count].Sort();
        feet[..count].Sort();
        var pressure = new PressureBeats(
            peaks[count / 2],
            feet[count / 2],
            MeanOf(channel, oldest, beats.Last.Sample),
            beats.Last.Seconds
        );
        return pressure is { Systolic: <= 300, Diastolic: >= 20, Mean: >= 30 and <= 200 } ? pressure : null;
    }

    /// <summary>
    /// No pulses, or such as no artery has: the line, and the monitor's number does not stand in for it.
    /// </summary>
    private static bool IsOfLine(AbsentReason reason, SignalChannel channel, double now) =>
        reason == AbsentReason.NoBeats || reason == AbsentReason.Starting && BeatRate.Of(channel, now) is not null;

    private static float MeanOf(SignalChannel channel, long from, long to)
    {
        var (sum, count) = (0.0, 0);
        for (var n = from; n < to; n++)
        {
            var x = channel.Window[n];
            if (float.IsNaN(x))
                continue;
            sum += x;
            count++;
        }

        return (float)(sum / count);
    }
}
