using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices;

/// <summary>Checks a frame by itself: known channels, one time, neither empty nor too long.</summary>
public static class FrameShape
{
    /// <summary>
    /// The most seconds of samples in one frame: the protocol's 1 s, and one sample of rounding at its lowest rates.
    /// </summary>
    public const double LongestFrameSeconds = 1.05;

    /// <summary>A refusal with the reason if the frame does not follow the protocol.</summary>
    public static Refusal Check(in WaveFrame frame, BedSignals signals)
    {
        var samples = 0;
        foreach (var wave in frame)
        {
            var at = signals.IndexOf(wave.Index);
            if (at < 0)
                return new(RefusalReason.UnknownChannel, $"channel index {wave.Index} is not in the device's birth");
            var declared = signals.Channels[at].Declaration;
            if (wave.Count > LongestFrameSeconds * declared.Rate + 1)
                return new(
                    RefusalReason.TooLarge,
                    $"channel {declared.Name} holds {wave.Count / declared.Rate:0.#} s of samples; "
                        + "a frame holds 1 s at most"
                );
            samples += wave.Count;
        }

        return samples > 0
            ? AxisOf(frame, signals)
            : new(RefusalReason.NoSamples, "the frame holds no sample on any channel");
    }

    /// <summary>
    /// Seconds of samples in a frame, by its fastest channel, because a slow one can end up to a sample early or late.
    /// </summary>
    public static double Seconds(in WaveFrame frame, BedSignals signals)
    {
        var (rate, seconds) = (0.0, 0.0);
        foreach (var wave in frame)
        {
            var declared = signals.Channels[signals.IndexOf(wave.Index)].Declaration;
            if (wave.Count > 0 && declared.Rate > rate)
                (rate, seconds) = (declared.Rate, wave.Count / declared.Rate);
        }

        return seconds;
    }

    /// <summary>Seconds on the bed's axis at which the frame's last samples end.</summary>
    public static double EndSeconds(in WaveFrame frame, BedSignals signals)
    {
        var end = 0.0;
        foreach (var wave in frame)
        {
            if (wave.Count > 0)
                end = Math.Max(
                    end,
                    (wave.Start + wave.Count) / signals.Channels[signals.IndexOf(wave.Index)].Declaration.Rate
                );
        }

        return end;
    }

    /// <summary>
    /// Channels of one frame begin within one window of each other, because samples further apart are never seen
    /// together.
    /// </summary>
    private static Refusal AxisOf(in WaveFrame frame, BedSignals signals)
    {
        var (first, last) = ((At: 0, Seconds: double.MaxValue), (At: 0, Seconds: double.MinValue));
        foreach (var wave in frame)
        {
            if (wave.Count == 0)
                continue;
            var at = signals.IndexOf(wave.Index);
            var seconds = wave.Start / signals.Channels[at].Declaration.Rate;
            if (seconds < first.Seconds)
                first = (at, seconds);
            if (seconds > last.Seconds)
                last = (at, seconds);
        }

        if (last.Seconds - first.Seconds <= BedSignals.WindowSeconds)
            return Refusal.None;
        var (behind, ahead) = (signals.Channels[first.At].Declaration.Name, signals.Channels[last.At].Declaration.Name);
        return new(
            RefusalReason.TimeImplausible,
            $"channel {ahead} begins {last.Seconds - first.Seconds:F0} s after channel {behind}: "
                + "the channels of a frame share one time"
        );
    }
}
