using System.Buffers;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Alarms.Courses;

/// <summary>Plays a course to a bed as a monitor sends it, and says in words what the bed got wrong.</summary>
public sealed class PlayedCourse
{
    /// <summary>
    /// Seconds by which WardGrid's own alarm may follow the moment at which its definition is fulfilled.
    /// </summary>
    private const double MayTake = 5;

    /// <summary>How far a number may be off.</summary>
    private const double Off = 0.05;

    /// <summary>Seconds after which flutter or fibrillation is known, and the rate of before is gone.</summary>
    private const double Gone = 8;

    /// <summary>Per minute of a ventricular tachycardia up to which its rate must be shown (IEC 60601-2-27).</summary>
    private const double FastestShown = 250;

    private static readonly AlarmKind[] Kinds =
    [
        AlarmKind.Asystole,
        AlarmKind.ExtremeBradycardia,
        AlarmKind.ExtremeTachycardia,
        AlarmKind.VentricularTachycardia,
        AlarmKind.VentricularFibrillation,
    ];

    private readonly Course _course;
    private readonly AlarmVerification? _verification;
    private readonly SimulatedMonitor _monitor;
    private readonly BedSignals _bed;
    private readonly ConditionWatch _watch = new();
    private readonly List<SimulatedBeat> _beats = [];
    private readonly List<(AlarmKind Kind, double At, AlarmDecision Decision)> _own = [];
    private readonly List<(AlarmKind Kind, double At, AlarmDecision Decision)> _told = [];
    private readonly List<(double At, float Shown)> _numbers = [];
    private long _heard;

    private PlayedCourse(Course course, AlarmVerification? verification, ulong seed)
    {
        (_course, _verification) = (course, verification);
        _monitor = new(seed, course.Scenario(), new(1, "Simulated", "1", course.Declarations()), 0);
        _bed = new(_monitor.Birth);
    }

    /// <summary>Whether the rate may be missing, though not wrong: to the eye such a tachycardia is flutter.</summary>
    private bool MayBeMissing => _course.Rhythm is { Kind: RhythmKind.VentricularTachycardia, Rate: > FastestShown };

    /// <summary>What went wrong, a line each; empty where all was right.</summary>
    public static async Task<List<string>> FaultsAsync(Course course, AlarmVerification verification, ulong seed = 3)
    {
        var played = new PlayedCourse(course, verification, seed);
        await played.PlayAsync(course.Until);
        return [.. played.NumberFaults(), .. played.AlarmFaults()];
    }

    /// <summary>What was wrong with the heart rate alone.</summary>
    public static async Task<List<string>> NumberFaultsAsync(Course course, ulong seed)
    {
        var played = new PlayedCourse(course, null, seed);
        await played.PlayAsync(course.Until);
        return [.. played.NumberFaults()];
    }

    private async Task PlayAsync(double until)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var changes = new List<ConditionChange>();
        while (_monitor.DueSeconds <= until)
        {
            bytes.ResetWrittenCount();
            if (_monitor.Next(bytes) != MessageKind.Wave)
                continue;
            if (WaveFrame.TryRead(bytes.WrittenSpan, out var frame).IsRefused || _bed.Accept(frame).IsRefused)
                throw new InvalidOperationException("a frame was refused");
            Remember();
            if (_verification is null)
                continue;
            changes.Clear();
            _watch.Advance(_bed, AlarmLimits.For(AgeBand.Adult), changes);
            foreach (var change in changes.Where(c => c.Started && Kinds.Contains(c.Kind)))
                _own.Add((change.Kind, change.AtSeconds, await VerifyAsync(change.Kind, AlarmOrigin.WardGrid)));
            await TellAsync();
        }
    }

    private void Remember()
    {
        for (_heard = Math.Max(_heard, _monitor.Patient.Beats.Begin); _heard < _monitor.Patient.Beats.End; _heard++)
            _beats.Add(_monitor.Patient.Beats[_heard]);
        var (now, shown) = (_bed.NowSeconds, _bed.Vitals.HeartRate);
        if (now % 1 == 0 && now > _course.From + 5)
            _numbers.Add((now, shown.Exists ? shown.Value : float.NaN));
    }

    /// <summary>
    /// A monitor that is right tells each true alarm when its definition is fulfilled, and once more
    /// three seconds later.
    /// </summary>
    private async Task TellAsync()
    {
        var now = _bed.NowSeconds;
        var truth = new CourseTruth([.. _beats.Where(b => b.Seconds <= now)]);
        foreach (var kind in Kinds.Where(k => k != AlarmKind.VentricularFibrillation))
        {
            var told = _told.Where(t => t.Kind == kind).ToList();
            var due =
                told.Count == 0 ? !double.IsNaN(truth.First(kind, now)) : told.Count == 1 && now >= told[0].At + 3;
            if (due)
                _told.Add((kind, now, await VerifyAsync(kind, AlarmOrigin.Monitor)));
        }
    }

    private ValueTask<AlarmDecision> VerifyAsync(AlarmKind kind, AlarmOrigin origin) =>
        _verification!.DecideAsync(_bed, new(kind, AlarmPriority.High, origin, _bed.NowSeconds, ""));

    private IEnumerable<string> NumberFaults()
    {
        if (!_course.Rhythm.HasBeats)
            return _numbers
                .Where(n => n.At >= _course.From + Gone && !float.IsNaN(n.Shown))
                .Select(n => $"HR shows {n.Shown:0} at {n.At:0}");
        return RateFaults(new(_beats));
    }

    private IEnumerable<string> RateFaults(CourseTruth truth)
    {
        var settled = _course.From + (MayBeMissing ? Gone : (8 * 60 / Math.Max(1, _course.Rhythm.Rate)) + 4);
        var (none, all, wrong) = (0, 0, new List<string>());
        foreach (var (at, shown) in _numbers.Where(n => n.At >= Math.Min(settled, _course.Until - 6)))
        {
            var (low, high) = truth.Rates(at - 10, at);
            if (double.IsNaN(low))
                continue;
            all++;
            if (float.IsNaN(shown))
                none++;
            else if (shown < (1 - Off) * low || shown > (1 + Off) * high)
                wrong.Add($"{shown:0}");
        }

        if (wrong.Count > 0)
            yield return $"HR shows {string.Join(" ", wrong.Distinct())} ({wrong.Count} of {all} s)";
        if (2 * none > all && !MayBeMissing)
            yield return $"no HR ({none} of {all} s)";
    }

    private IEnumerable<string> AlarmFaults()
    {
        var truth = new CourseTruth(_beats);
        foreach (var (kind, at, decision) in _own)
        {
            if (!truth.Allows(kind, at))
                yield return $"own {kind} at {at:0} is false and {decision.Verdict}";
            else if (decision.Verdict != Verdict.Confirmed)
                yield return $"own {kind} at {at:0} is true and {decision.Verdict}: {Words(decision)}";
        }

        foreach (var (kind, at, decision) in _told.Where(t => t.Decision.Verdict != Verdict.Confirmed))
            yield return $"told {kind} at {at:0} is true and {decision.Verdict}: {Words(decision)}";
        foreach (var kind in Kinds)
        {
            var due = truth.First(kind, _course.Until - MayTake);
            if (!double.IsNaN(due) && !_own.Any(o => Explains(o.Kind, kind) && o.At <= due + MayTake))
                yield return $"no own {kind}, due at {due:0}";
        }
    }

    /// <summary>One event is one alarm, the gravest.</summary>
    private static bool Explains(AlarmKind raised, AlarmKind due) =>
        raised == due
        || due switch
        {
            AlarmKind.ExtremeBradycardia => raised == AlarmKind.Asystole,
            AlarmKind.ExtremeTachycardia => raised
                is AlarmKind.VentricularTachycardia
                    or AlarmKind.VentricularFibrillation,
            AlarmKind.VentricularTachycardia => raised == AlarmKind.VentricularFibrillation,
            AlarmKind.VentricularFibrillation => raised == AlarmKind.VentricularTachycardia,
            _ => false,
        };

    private static string Words(AlarmDecision decision) =>
        string.Join("; ", decision.Evidence.Channels.Select(c => $"{c.Channel} {c.Finding.English}"));
}
