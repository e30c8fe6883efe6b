using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Simulation.Recordings;

namespace WardGrid.Tool.Evaluate.Conditions;

/// <summary>
/// Compares an own alarm of heart rate or atrial fibrillation with a record's reference beats and rhythms.
/// </summary>
public sealed class ReferenceReading
{
    /// <summary>A heart rate may be wrong by a tenth (IEC 60601-2-27, after ANSI/AAMI EC13).</summary>
    private const double Tolerance = 0.1;

    /// <summary>
    /// Seconds before an alarm's beginning within which its cause may end; for atrial fibrillation, the condition's
    /// window.
    /// </summary>
    private const double CauseWithin = 10,
        FibrillationWithin = 90;

    private readonly double[] _beats;
    private readonly (double At, bool Fibrillates)[] _rhythms;

    private ReferenceReading(double[] beats, (double, bool)[] rhythms) => (_beats, _rhythms) = (beats, rhythms);

    public static ReferenceReading Read(IReadOnlyCollection<Annotation> annotations, double rate) =>
        new(
            [.. annotations.Where(a => a.IsBeat).Select(a => a.Sample / rate)],
            [
                .. annotations
                    .Where(a => a.Code == AnnotationCode.RhythmChange)
                    .Select(a => (a.Sample / rate, a.Text.Trim('(', ' ', '\0') is "AFIB" or "AFL")),
            ]
        );

    /// <summary>
    /// Whether the reference shows the alarm's condition; null if the reference says nothing about it.
    /// </summary>
    public bool? Shows(in AlarmSpan alarm)
    {
        if (alarm.Kind == AlarmKind.AtrialFibrillation)
            return _rhythms.Length == 0 ? null : Fibrillates(alarm.From - FibrillationWithin, alarm.From);
        if (_beats.Length == 0)
            return null;
        var limits = AlarmLimits.For(AgeBand.Adult);
        return alarm.Kind switch
        {
            AlarmKind.ExtremeTachycardia => Rates(ExtremeTachycardia.Beats, alarm.From).DefaultIfEmpty(0).Max()
                > (1 - Tolerance) * limits.TachycardiaAbove,
            AlarmKind.ExtremeBradycardia => Rates(ExtremeBradycardia.Beats, alarm.From).DefaultIfEmpty(0).Min()
                < (1 + Tolerance) * limits.BradycardiaBelow,
            AlarmKind.Asystole => Rates(2, alarm.From).DefaultIfEmpty(0).Min()
                < (1 + Tolerance) * 60 / Asystole.SilenceSeconds,
            _ => null,
        };
    }

    private bool Fibrillates(double from, double to)
    {
        for (var i = 0; i < _rhythms.Length; i++)
        {
            var end = i + 1 < _rhythms.Length ? _rhythms[i + 1].At : double.PositiveInfinity;
            if (_rhythms[i].Fibrillates && _rhythms[i].At <= to && end >= from)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Rates, per minute, over a number of beats in a row. The last beat comes shortly before a moment, or ends the
    /// pause that contains it.
    /// </summary>
    private IEnumerable<double> Rates(int beats, double at)
    {
        for (var i = beats - 1; i < _beats.Length && _beats[i - 1] <= at; i++)
        {
            if (_beats[i] >= at - CauseWithin)
                yield return 60 * (beats - 1) / (Math.Min(_beats[i], at + 1) - _beats[i - beats + 1]);
        }
    }
}
