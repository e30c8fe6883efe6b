using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Evaluate.Conditions;

namespace WardGrid.Tool.Evaluate.Rhythms;

/// <summary>The span of a record that an expert marked as atrial fibrillation, in seconds.</summary>
/// <param name="OnsetSeen">Whether it began within the record; the other flag is the same for the end.</param>
public readonly record struct AfEpisode(double From, double To, bool OnsetSeen, bool EndSeen);

/// <summary>
/// Compares WardGrid's own AF alarms, raised as on a ward, with an expert's episodes of atrial fibrillation.
/// </summary>
/// <remarks>
/// <para>An episode counts if it lasts 30 s, for which the alarm waits (ESC guideline of 2020). Shorter ones are
/// counted separately and make no alarm false. It is found if an alarm lasts at any moment of it, or begins within the
/// alarm's memory of a minute after its end. An alarm is right if it lasts in an episode of any length, or begins
/// within that minute.</para> <para>Onset and end error: seconds from the expert's onset to the beginning of the first
/// alarm that found it, and from the expert's end to the end of the last alarm; above 0 if the alarm is later. An onset
/// or end outside the record has none, and neither has an alarm that lasts longer than the record.</para>
/// </remarks>
public sealed class AfEpisodes
{
    private const double Least = 30,
        Memory = 60;

    private readonly List<double> _onsets = [];
    private readonly List<double> _ends = [];

    public int Episodes { get; private set; }

    public int Found { get; private set; }

    public int Short { get; private set; }

    public int ShortFound { get; private set; }

    public int Alarms { get; private set; }

    public int Right { get; private set; }

    /// <summary>Hours without atrial fibrillation.</summary>
    public double OtherHours { get; private set; }

    public double Sensitivity => (double)Found / Episodes;

    public double Predictivity => (double)Right / Alarms;

    public double FalsePerHour => (Alarms - Right) / OtherHours;

    public double Onset(double share) => Quantile(_onsets, share);

    public double End(double share) => Quantile(_ends, share);

    /// <summary>The episodes in rhythm annotations; empty for a record without annotations.</summary>
    public static ImmutableArray<AfEpisode> Read(IEnumerable<Annotation> annotations, double rate, double seconds)
    {
        var episodes = ImmutableArray.CreateBuilder<AfEpisode>();
        double? from = null;
        foreach (var change in annotations.Where(a => a.Text.StartsWith('(')))
        {
            var fibrillates = change.Text.StartsWith("(AFIB", StringComparison.Ordinal);
            if (fibrillates)
                from ??= change.Sample / rate;
            else if (from is { } since)
            {
                episodes.Add(new(since, change.Sample / rate, since > 1, change.Sample / rate < seconds - 1));
                from = null;
            }
        }

        if (from is { } still)
            episodes.Add(new(still, seconds, still > 1, false));
        return episodes.ToImmutable();
    }

    /// <summary>Counts one recording.</summary>
    public void Add(IReadOnlyList<AfEpisode> episodes, IEnumerable<AlarmSpan> alarms, double seconds)
    {
        var raised = alarms.Where(a => a.Kind == AlarmKind.AtrialFibrillation).ToArray();
        OtherHours += (seconds - episodes.Sum(e => e.To - e.From)) / 3600;
        Alarms += raised.Length;
        Right += raised.Count(a => episodes.Any(e => Touches(a, e)));
        foreach (var episode in episodes)
        {
            var found = raised.Where(a => Touches(a, episode)).ToArray();
            var hit = found.Length > 0 ? 1 : 0;
            if (episode.To - episode.From < Least)
            {
                (Short, ShortFound) = (Short + 1, ShortFound + hit);
                continue;
            }

            (Episodes, Found) = (Episodes + 1, Found + hit);
            if (hit == 0)
                continue;
            if (episode.OnsetSeen && found[0].From >= episode.From)
                _onsets.Add(found[0].From - episode.From);
            if (episode.EndSeen && found[^1].To < seconds)
                _ends.Add(found[^1].To - episode.To);
        }
    }

    public void Add(AfEpisodes other)
    {
        (Episodes, Found, Short, ShortFound) = (
            Episodes + other.Episodes,
            Found + other.Found,
            Short + other.Short,
            ShortFound + other.ShortFound
        );
        (Alarms, Right, OtherHours) = (Alarms + other.Alarms, Right + other.Right, OtherHours + other.OtherHours);
        _onsets.AddRange(other._onsets);
        _ends.AddRange(other._ends);
    }

    private static bool Touches(AlarmSpan alarm, AfEpisode episode) =>
        alarm.To > episode.From && alarm.From <= episode.To + Memory;

    private static double Quantile(List<double> errors, double share)
    {
        var sorted = errors.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }
}
