using WardGrid.Signals;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Rhythm;

namespace WardGrid.Alarms.Conditions;

/// <summary>Five or more ventricular beats in a row above 100 per minute.</summary>
/// <remarks>
/// Source: CinC Challenge 2015. A run counts where its beats are the heart's and not made of noise
/// (<see cref="RunShape"/>). A lead speaks against it only while it is trusted and most of its beats in the same
/// seconds look usual; where as many leads show the run as deny it, the condition is present. A run that is less clear,
/// or that more leads deny, is suspected.
/// </remarks>
public sealed class VentricularTachycardia : IAlarmCondition
{
    /// <summary>
    /// Seconds that are looked back on: five beats at 100 per minute take 2.4 s, and a beat is known 0.4 s late.
    /// </summary>
    public const double LookBackSeconds = 4;

    /// <summary>
    /// Likeness of a run to ventricular beats, 0 to 1, from which one is suspected. A choice, made on challenge2015
    /// with models that had not seen the record (models/cards/own-alarms.md).
    /// </summary>
    private const float Suspected = 0.3f;

    public AlarmKind Kind => AlarmKind.VentricularTachycardia;

    public AlarmPriority Priority => AlarmPriority.High;

    public double OnsetSeconds => 0;

    /// <summary>
    /// An alarm outlasts its run by little; runs that follow each other within seconds are one
    /// (models/cards/own-alarms.md, relief times).
    /// </summary>
    public double ReliefSeconds => 20;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var now = signals.NowSeconds;
        var (shown, suspected, denied, seen, goesOn) = (0, 0, 0, 0, false);
        foreach (var lead in signals.Channels)
        {
            if (lead.Kind != SignalKind.Ecg || now - lead.EndSeconds > 2)
                continue;
            seen++;
            goesOn |= BedFibrillation.IsTachycardia(lead, now);
            var score = Score(lead, now, out _);
            if (score >= RunShape.Ventricular)
                shown++;
            else if (score >= Suspected)
                suspected++;
            else if (Leads.IsTrusted(lead) && MostlyUsual(lead, now - LookBackSeconds))
                denied++;
        }

        if (shown > 0 && shown >= denied)
            return Presence.Present;
        if (shown + suspected > 0)
            return Presence.Suspected;
        // Beats that have become the lead's usual ones begin no alarm and end none.
        return seen == 0 || goesOn ? Presence.Unknown : Presence.Absent;
    }

    public string Describe(BedSignals signals, AlarmLimits limits)
    {
        var now = signals.NowSeconds;
        VentricularRun worst = default;
        foreach (var lead in signals.Channels)
        {
            if (lead.Kind == SignalKind.Ecg && Score(lead, now, out var run) >= Suspected && run.Beats > worst.Beats)
                worst = run;
        }

        return $"{worst.Beats} ventricular beats in a row at {worst.Rate:0} per minute";
    }

    /// <summary>Likeness of a lead's run to ventricular beats, 0 to 1; 0 without a run.</summary>
    private static float Score(SignalChannel lead, double now, out VentricularRun run)
    {
        run = VentricularRun.Worst(lead.Beats, now - LookBackSeconds, now);
        return run.IsTachycardia ? RunShape.Of(lead, run).Score : 0;
    }

    private static bool MostlyUsual(SignalChannel lead, double from)
    {
        var (usual, all) = (0, 0);
        for (var i = lead.Beats.End - 1; i >= lead.Beats.Begin && lead.Beats[i].Seconds >= from; i--)
        {
            all++;
            if (lead.Beats[i].Class is BeatClass.Usual or BeatClass.Early)
                usual++;
        }

        return all >= 2 && 2 * usual > all;
    }
}
