using WardGrid.Alarms;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Alarms.Courses;

/// <summary>What the definitions of the CinC Challenge 2015 say of a course's true beats.</summary>
/// <remarks>
/// A rate is true of a span where it holds strictly; it may be alarmed where it holds within the tenth that IEC
/// 60601-2-27 leaves to a monitor's rate.
/// </remarks>
public sealed class CourseTruth(List<SimulatedBeat> beats)
{
    /// <summary>The tenth that a monitor's rate may be off (IEC 60601-2-27).</summary>
    private const double Tolerance = 1.1;

    /// <summary>
    /// Seconds by which an alarm may follow its event: ten seconds at the most (IEC 60601-2-27 for rates).
    /// </summary>
    private const double Late = 12;

    /// <summary>
    /// The first moment at which the definition of a kind is clearly fulfilled; NaN where it never is.
    /// </summary>
    public double First(AlarmKind kind, double until) => Search(kind, 0, until, 1 / Tolerance);

    /// <summary>Whether an alarm of a kind that is raised at a moment is true.</summary>
    public bool Allows(AlarmKind kind, double at) => !double.IsNaN(Search(kind, at - Late, at + 0.1, Tolerance));

    /// <summary>The lowest and the highest rate over four intervals in a row that end between two moments.</summary>
    public (double Low, double High) Rates(double from, double to)
    {
        var (low, high) = (double.NaN, double.NaN);
        for (var i = 4; i < beats.Count; i++)
        {
            if (beats[i].Seconds < from || beats[i - 1].Seconds > to)
                continue;
            // Six beats hold whole cycles of bigeminy and trigeminy.
            var back = Math.Min(i, 6);
            var rate = 60 * back / (beats[i].Seconds - beats[i - back].Seconds);
            (low, high) = (
                double.IsNaN(low) ? rate : Math.Min(low, rate),
                double.IsNaN(high) ? rate : Math.Max(high, rate)
            );
        }

        return (low, high);
    }

    private double Search(AlarmKind kind, double from, double until, double ease) =>
        kind switch
        {
            AlarmKind.Asystole => Pause(4 / ease, from, until),
            AlarmKind.ExtremeBradycardia => Rate(4, from, until, rate => rate < 40 * ease, _ => true, open: true),
            AlarmKind.ExtremeTachycardia => Rate(16, from, until, rate => rate > 140 / ease, _ => true),
            AlarmKind.VentricularTachycardia => Rate(
                4,
                from,
                until,
                rate => rate > 100 / ease,
                b => b.Origin == BeatOrigin.Ventricular
            ),
            // To the eye ventricular tachycardia above 250 is flutter.
            AlarmKind.VentricularFibrillation => Rate(
                4,
                from,
                until,
                rate => rate > 250,
                b => b.Origin == BeatOrigin.Ventricular
            ),
            _ => double.NaN,
        };

    private double Pause(double seconds, double from, double until)
    {
        for (var i = 0; i < beats.Count; i++)
        {
            var next = i + 1 < beats.Count ? beats[i + 1].Seconds : until;
            if (
                next - beats[i].Seconds >= seconds
                && beats[i].Seconds + seconds is var at
                && at <= until
                && next >= from
            )
                return Math.Max(0, at);
        }

        return double.NaN;
    }

    private double Rate(
        int intervals,
        double from,
        double until,
        Func<double, bool> holds,
        Func<SimulatedBeat, bool> counts,
        bool open = false
    )
    {
        for (var i = intervals; i < beats.Count && beats[i].Seconds <= until; i++)
        {
            var first = beats[i - intervals];
            if (
                beats[i].Seconds < from
                || first.Seconds < 0
                || !holds(60 * intervals / (beats[i].Seconds - first.Seconds))
            )
                continue;
            if (Enumerable.Range(i - intervals, intervals + 1).All(n => counts(beats[n])))
                return beats[i].Seconds;
        }

        return open ? OpenRate(intervals, from, until, holds) : double.NaN;
    }

    /// <summary>A rate is already low when the beat that would end the span has not come yet.</summary>
    private double OpenRate(int intervals, double from, double until, Func<double, bool> holds)
    {
        for (var i = intervals - 1; i < beats.Count && beats[i].Seconds <= until; i++)
        {
            var end = Math.Min(until, i + 1 < beats.Count ? beats[i + 1].Seconds : until);
            if (
                end >= from
                && beats[i - intervals + 1].Seconds >= 0
                && holds(60 * intervals / (end - beats[i - intervals + 1].Seconds))
            )
                return end;
        }

        return double.NaN;
    }
}
