using WardGrid.Alarms;
using WardGrid.Tool.Evaluate.Conditions;

namespace WardGrid.Tool.Evaluate.Ventricular;

/// <summary>Compares the ventricular alarms of recordings with an expert's rhythms.</summary>
/// <remarks>
/// <para>An episode is a span of VT of at least 2.4 s, in which five beats above 100 per minute have room, or of VF and
/// flutter of at least 4 s: the alarms' own definitions. Shorter spans do not count, and an alarm in them is not
/// false.</para> <para>An alarm for VT during VF or flutter, or the reverse, counts as found: both call a nurse to the
/// bed at once. An episode is found if such an alarm lasts at any moment from its onset to <see cref="LateSeconds"/>
/// after its end. An alarm is right if its time touches a ventricular span, short ones included, extended by the same.
/// A wrong one is false, unless it begins in NOISE or within <see cref="LateSeconds"/> after it.</para> <para>The delay
/// is that of found episodes at whose onset no alarm lasted. False alarms are counted per hour that is neither
/// ventricular nor NOISE. HGEA, high-grade ventricular ectopy, is neither: alarms in it count as false, and are counted
/// apart too, for it may have runs of five ventricular beats that the expert does not name.</para>
/// </remarks>
public sealed class VentricularTally
{
    /// <summary>
    /// Seconds after its cause at which an alarm may still begin: the conditions' window and a second for their
    /// evaluation.
    /// </summary>
    public const double LateSeconds = 5;

    private const double LeastTachycardia = 2.4,
        LeastFibrillation = 4;

    private readonly List<double> _delays = [];

    public KindTally Tachycardia { get; } = new();

    public KindTally Fibrillation { get; } = new();

    /// <summary>Hours that are neither ventricular nor noise.</summary>
    public double OtherHours { get; private set; }

    public int False => Tachycardia.False + Fibrillation.False;

    public double FalsePerHour => False / OtherHours;

    /// <summary>Hours of high-grade ventricular ectopy among them.</summary>
    public double EctopyHours { get; private set; }

    /// <summary>False alarms that began in it or just after.</summary>
    public int FalseInEctopy { get; private set; }

    public double FalsePerHourOutsideEctopy => (False - FalseInEctopy) / (OtherHours - EctopyHours);

    public IReadOnlyList<double> Delays => _delays;

    /// <summary>The delay, in seconds, that a share of the episodes does not exceed; NaN if there are none.</summary>
    public double Delay(double share)
    {
        var sorted = _delays.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }

    /// <summary>Counts one recording.</summary>
    public void Add(IReadOnlyList<RhythmSpan> rhythms, IEnumerable<AlarmSpan> alarms)
    {
        var ventricular = alarms
            .Where(a => a.Kind is AlarmKind.VentricularTachycardia or AlarmKind.VentricularFibrillation)
            .ToArray();
        foreach (var rhythm in rhythms)
        {
            switch (rhythm.Reading)
            {
                case VentricularReading.None:
                    OtherHours += rhythm.Seconds / 3600;
                    break;
                case VentricularReading.Ectopy:
                    OtherHours += rhythm.Seconds / 3600;
                    EctopyHours += rhythm.Seconds / 3600;
                    break;
                case VentricularReading.Tachycardia when rhythm.Seconds >= LeastTachycardia:
                    AddEpisode(Tachycardia, rhythm, ventricular);
                    break;
                case VentricularReading.Fibrillation when rhythm.Seconds >= LeastFibrillation:
                    AddEpisode(Fibrillation, rhythm, ventricular);
                    break;
            }
        }

        foreach (var alarm in ventricular)
        {
            var tally = alarm.Kind == AlarmKind.VentricularTachycardia ? Tachycardia : Fibrillation;
            if (rhythms.Any(r => IsVentricular(r) && alarm.To >= r.From && alarm.From <= r.To + LateSeconds))
                tally.Right++;
            else if (!BeginsIn(VentricularReading.Noise, alarm, rhythms))
            {
                tally.False++;
                FalseInEctopy += BeginsIn(VentricularReading.Ectopy, alarm, rhythms) ? 1 : 0;
            }
        }
    }

    public void Add(VentricularTally other)
    {
        Tachycardia.Add(other.Tachycardia);
        Fibrillation.Add(other.Fibrillation);
        OtherHours += other.OtherHours;
        EctopyHours += other.EctopyHours;
        FalseInEctopy += other.FalseInEctopy;
        _delays.AddRange(other._delays);
    }

    private void AddEpisode(KindTally tally, RhythmSpan episode, AlarmSpan[] alarms)
    {
        tally.Episodes++;
        tally.Seconds += episode.Seconds;
        tally.CoveredSeconds += Covered(episode, alarms);
        var first = alarms
            .Where(a => a.To >= episode.From && a.From <= episode.To + LateSeconds)
            .Select(a => a.From)
            .DefaultIfEmpty(double.NaN)
            .Min();
        if (double.IsNaN(first))
            return;
        tally.Found++;
        if (first >= episode.From)
            _delays.Add(first - episode.From);
    }

    /// <summary>Seconds of an episode during which any of the alarms lasted.</summary>
    private static double Covered(RhythmSpan episode, AlarmSpan[] alarms)
    {
        var (covered, until) = (0.0, episode.From);
        foreach (var alarm in alarms)
        {
            var (from, to) = (Math.Max(alarm.From, until), Math.Min(alarm.To, episode.To));
            if (to <= from)
                continue;
            covered += to - from;
            until = to;
        }

        return covered;
    }

    private static bool BeginsIn(VentricularReading reading, AlarmSpan alarm, IReadOnlyList<RhythmSpan> rhythms) =>
        rhythms.Any(r => r.Reading == reading && alarm.From >= r.From && alarm.From <= r.To + LateSeconds);

    private static bool IsVentricular(RhythmSpan rhythm) =>
        rhythm.Reading is VentricularReading.Tachycardia or VentricularReading.Fibrillation;
}

/// <summary>Episodes and alarms of one kind; alarms are counted by their own kind, episodes by the expert's.</summary>
public sealed class KindTally
{
    public int Episodes { get; set; }

    public int Found { get; set; }

    public double Seconds { get; set; }

    public double CoveredSeconds { get; set; }

    public int Right { get; set; }

    public int False { get; set; }

    public double EpisodeSensitivity => (double)Found / Episodes;

    public double DurationSensitivity => CoveredSeconds / Seconds;

    public double PositivePredictivity => (double)Right / (Right + False);

    public void Add(KindTally other)
    {
        Episodes += other.Episodes;
        Found += other.Found;
        Seconds += other.Seconds;
        CoveredSeconds += other.CoveredSeconds;
        Right += other.Right;
        False += other.False;
    }
}
