using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.Signals.Vitals;

/// <summary>Hears the breaths of one respiration wave and makes their rate.</summary>
internal sealed class BreathRate(SignalChannel channel)
{
    /// <summary>
    /// Seconds without a breath after which there is no rate: apnoea (AASM, American Academy of Pediatrics).
    /// </summary>
    private const double ApnoeaSeconds = 20;

    /// <summary>Seconds of breaths that a rate rests on.</summary>
    private const double Seconds = 40;

    private readonly BreathDetector? _breaths = BreathDetector.Takes(channel.Declaration.Rate)
        ? new(channel.Declaration.Rate)
        : null;
    private long _heard;

    public void Hear()
    {
        if (_breaths is null)
            return;
        var window = channel.Window;
        for (_heard = Math.Max(_heard, window.Begin); _heard < window.End; _heard++)
            _breaths.Add(_heard, window[_heard]);
    }

    /// <summary>Breaths per minute as of <paramref name="now"/>, or why the wave alone gives none.</summary>
    public Reading Of(double now)
    {
        if (!ChannelUsability.Arrives(channel, now))
            return Reading.Without(AbsentReason.NoSamples);
        if (_breaths is null)
            return Reading.Without(AbsentReason.NotAnalysed);
        if (channel.Quality.Count == 0)
            return Reading.Without(AbsentReason.Starting);
        if (channel.Quality.Last.CarriesNothing)
            return Reading.Without(ChannelUsability.Off(SignalKind.Respiration));
        if (channel.Quality.Last.Score < QualitySecond.Usable)
            return Reading.Without(AbsentReason.Artefact);
        var breaths = _breaths.Breaths;
        if (breaths.Count > 0 && now - breaths.Last.Seconds > ApnoeaSeconds)
            return Reading.Without(AbsentReason.NoBreaths, breaths.Last.Seconds);
        return Interval(now) is { } interval
            ? new((float)(60 / interval), breaths.Last.Seconds, ReadingSource.Measured)
            : Reading.Without(AbsentReason.Starting);
    }

    private double? Interval(double now)
    {
        var breaths = _breaths!.Breaths;
        Span<float> intervals = stackalloc float[breaths.Capacity];
        var count = 0;
        for (var n = breaths.End - 1; n > breaths.Begin && breaths[n - 1].Seconds > now - Seconds; n--)
        {
            if (breaths[n].FollowsLast)
                intervals[count++] = (float)(breaths[n].Seconds - breaths[n - 1].Seconds);
        }

        if (count < 2)
            return null;
        intervals = intervals[..count];
        intervals.Sort();
        // A pause longer than a breath slows the rate at once instead of waiting for the next breath.
        return Math.Max(intervals[count / 2], now - breaths.Last.Seconds - intervals[count / 2]);
    }
}
