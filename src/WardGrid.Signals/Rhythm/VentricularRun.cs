using WardGrid.Signals.Beats;
using WardGrid.Signals.Windows;

namespace WardGrid.Signals.Rhythm;

/// <summary>Consecutive beats that look ventricular; <c>default</c> is none.</summary>
/// <param name="Beats">How many in a row.</param>
/// <param name="Rate">Beats per minute within the run; 0 with a single beat.</param>
/// <param name="FromSeconds">Seconds since the epoch of the first.</param>
/// <param name="ToSeconds">Seconds since the epoch of the last.</param>
public readonly record struct VentricularRun(int Beats, float Rate, double FromSeconds, double ToSeconds)
{
    /// <summary>Beats from which a run is ventricular tachycardia (CinC Challenge 2015).</summary>
    public const int TachycardiaBeats = 5;

    /// <summary>Rate above which it is (the same).</summary>
    public const float TachycardiaRate = 100;

    public bool IsTachycardia => Beats >= TachycardiaBeats && Rate > TachycardiaRate;

    /// <summary>
    /// The run of a channel, among those that touch the time from <paramref name="from"/> to <paramref name="to"/>,
    /// that comes closest to tachycardia.
    /// </summary>
    /// <remarks>
    /// A long run may begin slowly: each stretch of <see cref="TachycardiaBeats"/> beats in it counts by its own rate.
    /// A gap ends a run.
    /// </remarks>
    public static VentricularRun Worst(RingBuffer<Beat> beats, double from, double to)
    {
        VentricularRun worst = default;
        var length = 0;
        for (var n = beats.Begin; n < beats.End && beats[n].Seconds <= to; n++)
        {
            ref readonly var beat = ref beats[n];
            if (beat.Class != BeatClass.Ventricular)
            {
                length = 0;
                continue;
            }

            length = float.IsNaN(beat.Interval) ? 1 : length + 1;
            if (beat.Seconds < from)
                continue;
            var counted = Math.Min(length, TachycardiaBeats);
            var run = Stretch(beats, n - counted + 1, n, length);
            if (run.IsWorseThan(worst))
                worst = run;
        }

        return worst;
    }

    private static VentricularRun Stretch(RingBuffer<Beat> beats, long first, long last, int length)
    {
        var seconds = beats[last].Seconds - beats[first].Seconds;
        var rate = last == first ? 0 : (float)(60 * (last - first) / seconds);
        return new(length, rate, beats[last - length + 1].Seconds, beats[last].Seconds);
    }

    private bool IsWorseThan(in VentricularRun other)
    {
        if (IsTachycardia != other.IsTachycardia)
            return IsTachycardia;
        return Beats != other.Beats ? Beats > other.Beats : Rate > other.Rate;
    }
}
