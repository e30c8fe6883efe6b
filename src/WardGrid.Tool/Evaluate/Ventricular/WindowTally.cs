using WardGrid.Alarms;
using WardGrid.Tool.Evaluate.Conditions;

namespace WardGrid.Tool.Evaluate.Ventricular;

/// <summary>
/// Counts windows of five seconds by their label, shockable or not, and by whether an own alarm for VT or VF lasted.
/// </summary>
/// <remarks>
/// A window counts as alarmed if alarms last for at least half of it. An alarm needs four seconds, so it misses the
/// first window of an episode.
/// </remarks>
public readonly record struct WindowTally(int Alarmed, int Missed, int Quiet, int False)
{
    private const double Seconds = 5;

    public double Sensitivity => (double)Alarmed / (Alarmed + Missed);

    public double Specificity => (double)Quiet / (Quiet + False);

    public double PositivePredictivity => (double)Alarmed / (Alarmed + False);

    public static WindowTally Of(IEnumerable<RhythmSpan> rhythms, IReadOnlyCollection<AlarmSpan> alarms)
    {
        var tally = default(WindowTally);
        foreach (var rhythm in rhythms)
        {
            for (var from = rhythm.From; from + Seconds <= rhythm.To + 0.01; from += Seconds)
            {
                var alarmed = 2 * LastingIn(alarms, from, from + Seconds) >= Seconds;
                tally += (rhythm.Reading == VentricularReading.Fibrillation, alarmed) switch
                {
                    (true, true) => new(1, 0, 0, 0),
                    (true, false) => new(0, 1, 0, 0),
                    (false, false) => new(0, 0, 1, 0),
                    (false, true) => new(0, 0, 0, 1),
                };
            }
        }

        return tally;
    }

    public static WindowTally operator +(WindowTally a, WindowTally b) =>
        new(a.Alarmed + b.Alarmed, a.Missed + b.Missed, a.Quiet + b.Quiet, a.False + b.False);

    private static double LastingIn(IEnumerable<AlarmSpan> alarms, double from, double to) =>
        alarms
            .Where(a => a.Kind is AlarmKind.VentricularTachycardia or AlarmKind.VentricularFibrillation)
            .Select(a => Math.Min(a.To, to) - Math.Max(a.From, from))
            .Where(seconds => seconds > 0)
            .DefaultIfEmpty(0)
            .Max();
}
