using WardGrid.Signals;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Windows;

namespace WardGrid.Alarms.Conditions;

/// <summary>How long one lead has been without a heartbeat.</summary>
/// <param name="Seconds">From the last heartbeat on, or from the first sample on where there was none.</param>
/// <param name="Missing">Seconds of them whose samples are missing: a heart may have beaten in them.</param>
internal readonly record struct Silence(double Seconds, double Missing)
{
    /// <summary>Seconds in which samples came and no heartbeat was in them.</summary>
    public double Seen => Seconds - Missing;
}

/// <summary>Finds the newest silence of a lead.</summary>
internal static class LeadSilence
{
    /// <summary>Part of the usual amplitude below which a deflection of another shape is no heartbeat.</summary>
    /// <remarks>
    /// P waves after the ventricle has stopped, and pacing spikes that it does not answer, are as small
    /// beside the QRS complex.
    /// </remarks>
    private const float Part = 0.35f;

    /// <summary>Likeness to the usual beat from which a small one is a small heartbeat.</summary>
    private const float Own = 0.95f;

    /// <summary>
    /// Seconds below which a deflection of another shape is a pacing spike and no QRS complex, which is at least 60 ms
    /// wide: a spike that a filter of 40 Hz has stretched measures 36 to 48 ms.
    /// </summary>
    private const float SpikeWidth = 0.05f;

    /// <summary>Beats among which the usual amplitude is the median.</summary>
    private const int UsualAmong = 15;

    /// <summary>
    /// Seconds for which a silence that a beat has ended still counts: a judgement a second, and what detection takes.
    /// </summary>
    private const double JustEnded = 2;

    /// <summary>
    /// Seconds without a heartbeat: until now, less what detection takes, or until the heartbeat that
    /// has just ended them.
    /// </summary>
    public static Silence Newest(SignalChannel lead, double now)
    {
        var begin = lead.Window.Begin / lead.Declaration.Rate;
        if (lead.Beats.Count == 0)
            return new(now - begin, Leads.MissingSince(lead, begin));
        var least = Part * UsualAmplitude(lead.Beats);
        var last = Before(lead.Beats, lead.Beats.End, least);
        var from = last < 0 ? begin : lead.Beats[last].Seconds;
        var open = new Silence(now - Leads.DetectionDelay - from, Leads.MissingSince(lead, from));
        if (last < 0 || now - from > JustEnded)
            return open;
        var former = Before(lead.Beats, last, least);
        if (former < 0 || Interrupted(lead.Beats, former, last))
            return open;
        var ended = new Silence(from - lead.Beats[former].Seconds, Missing: 0);
        return ended.Seconds > open.Seconds ? ended : open;
    }

    private static long Before(RingBuffer<Beat> beats, long end, float least)
    {
        for (var i = end - 1; i >= beats.Begin; i--)
        {
            if ((beats[i].Amplitude >= least && !IsSpike(beats[i])) || beats[i].Likeness >= Own)
                return i;
        }

        return -1;
    }

    /// <summary>Whether samples were missing between two beats: then nobody knows.</summary>
    private static bool Interrupted(RingBuffer<Beat> beats, long from, long to)
    {
        for (var i = from + 1; i <= to; i++)
        {
            if (float.IsNaN(beats[i].Interval))
                return true;
        }

        return false;
    }

    private static bool IsSpike(in Beat beat) => beat.Width < SpikeWidth && beat.Likeness < Own;

    /// <summary>Of the newest beats that are no spikes; 0 where all are.</summary>
    private static float UsualAmplitude(RingBuffer<Beat> beats)
    {
        Span<float> amplitudes = stackalloc float[UsualAmong];
        var count = 0;
        for (var i = beats.End - 1; i >= beats.Begin && count < UsualAmong; i--)
        {
            if (!IsSpike(beats[i]))
                amplitudes[count++] = beats[i].Amplitude;
        }

        if (count == 0)
            return 0;
        amplitudes[..count].Sort();
        return amplitudes[count / 2];
    }
}
