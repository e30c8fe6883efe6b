using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.Conditions;

/// <summary>Seconds of a record during which WardGrid's own alarm of one kind lasted.</summary>
/// <param name="Text">The alarm's text when it began.</param>
public readonly record struct AlarmSpan(AlarmKind Kind, double From, double To, string Text = "");

/// <summary>
/// The alarms that the live conditions raise while a recording is played as a bedside monitor would send it.
/// </summary>
public static class AlarmSpans
{
    /// <summary>
    /// All alarms in the order of their beginning, with an adult's limits; one that lasts longer than the record ends
    /// with it.
    /// </summary>
    public static ImmutableArray<AlarmSpan> Of(Recording recording, AlarmVerification? verification = null) =>
        Of(after => HeardRecording.Hear(recording, after), verification);

    /// <param name="hear">Plays a patient, calls back after each second, and returns the signals at the end.</param>
    /// <param name="verification">Verifies each alarm before it is raised, as at a bed; null: the conditions
    /// alone.</param>
    public static ImmutableArray<AlarmSpan> Of(
        Func<Action<BedSignals, int>, BedSignals> hear,
        AlarmVerification? verification = null
    )
    {
        var own = new OwnAlarms();
        var decided = new List<OwnAlarm>();
        var limits = AlarmLimits.For(AgeBand.Adult);
        var changes = new List<ConditionChange>();
        var signals = hear(
            (signals, _) =>
            {
                own.Advance(signals, limits, changes);
                own.DecideAsync(
                        signals.NowSeconds,
                        async c =>
                            verification is null ? AlarmVerification.Off : await verification.DecideAsync(signals, c),
                        decided
                    )
                    .AsTask()
                    .GetAwaiter()
                    .GetResult();
                changes.AddRange(
                    decided
                        .Where(d => !d.IsHeld)
                        .Select(d => new ConditionChange(
                            d.Candidate.Kind,
                            d.Candidate.Priority,
                            true,
                            d.Candidate.AtSeconds,
                            d.Candidate.Text
                        ))
                );
                decided.Clear();
            }
        );

        var spans = new List<AlarmSpan>();
        var open = new Dictionary<AlarmKind, ConditionChange>();
        foreach (var change in changes)
        {
            if (change.Started)
                open[change.Kind] = change;
            else if (open.Remove(change.Kind, out var start))
                spans.Add(new(change.Kind, start.AtSeconds, change.AtSeconds, start.Text));
        }

        spans.AddRange(
            open.Values.Select(start => new AlarmSpan(start.Kind, start.AtSeconds, signals.NowSeconds, start.Text))
        );
        return [.. spans.OrderBy(s => s.From)];
    }
}
