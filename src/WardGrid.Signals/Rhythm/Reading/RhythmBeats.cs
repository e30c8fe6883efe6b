using WardGrid.Signals.Beats;

namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>The beats of a lead's last minute, oldest first.</summary>
/// <param name="Times">Seconds since the epoch.</param>
/// <param name="Intervals">Seconds between neighbours, without those that a gap interrupts.</param>
internal sealed record RhythmBeats(Beat[] Beats, double[] Times, float[] Intervals)
{
    public static RhythmBeats Of(SignalChannel lead)
    {
        var from = Math.Max(lead.EndSeconds - BedSignals.WindowSeconds, lead.Window.Begin / lead.Declaration.Rate);
        var beats = new List<Beat>();
        for (var i = lead.Beats.Begin; i < lead.Beats.End; i++)
        {
            if (lead.Beats[i].Seconds >= from)
                beats.Add(lead.Beats[i]);
        }

        return new([.. beats], [.. beats.Select(b => b.Seconds)], [.. beats.Skip(1).Select(b => b.Interval).Where(i => !float.IsNaN(i))]);
    }
}
