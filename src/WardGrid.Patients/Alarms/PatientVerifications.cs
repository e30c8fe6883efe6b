using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Signals;

namespace WardGrid.Patients.Alarms;

/// <summary>The verifications of one patient's alarms, which run in the lane of all patients.</summary>
/// <remarks>
/// A verification reads a copy of the signals, so a turn need not wait for its end. A turn waits for at most
/// <see cref="TurnWait"/>: usually the verdict comes within it and is shown with the alarm. A later verdict is taken by
/// the next turn that asks for it. One thread at a time.
/// </remarks>
/// <param name="turnWait">How long one turn waits; <see cref="TurnWait"/> if null.</param>
public sealed class PatientVerifications(PatientDependencies dependencies, string ward, TimeSpan? turnWait = null)
{
    /// <summary>
    /// How long one turn waits for verifications: the frame behind it must reach the ward within 250 ms.
    /// </summary>
    public static readonly TimeSpan TurnWait = TimeSpan.FromMilliseconds(50);

    private readonly AlarmVerification _verification = new(
        dependencies.Model,
        dependencies.ModelDeadline,
        dependencies.Clock,
        dependencies.Points,
        dependencies.Prototypes
    );
    private readonly TimeSpan _turnWait = turnWait ?? TurnWait;
    private readonly Dictionary<AlarmCandidate, Running> _running = [];
    private BedSignals? _copy;
    private TimeSpan _waited;
    private long _turn;
    private TaskCompletionSource? _allTaken;

    /// <summary>Whether a verification has begun whose verdict nobody has taken yet.</summary>
    public bool Any => _running.Count > 0;

    /// <summary>Completes at the end of the turn after which no verification is under way.</summary>
    public Task AllTaken => _allTaken?.Task ?? Task.CompletedTask;

    /// <summary>Whether a verdict is there that no turn has taken yet.</summary>
    public bool AnyIsThere => Any && _running.Values.Any(r => r.Verdict.IsCompleted);

    /// <summary>Completes with the first verdict that is there; only where a verification is under way.</summary>
    public Task FirstIsThere => Task.WhenAny(_running.Values.Select(r => r.Verdict));

    /// <summary>A turn begins: it may wait anew, and verifications that no turn asks for any more end.</summary>
    public void BeginTurn()
    {
        _turn++;
        (_copy, _waited) = (null, TimeSpan.Zero);
        if (_running.Count == 0)
            return;
        foreach (var (candidate, running) in _running.ToArray())
        {
            if (running.AskedIn < _turn - 1)
                Forget(candidate, running);
        }
    }

    /// <summary>A turn ends: what it has taken is with the recorder now.</summary>
    public void EndTurn()
    {
        if (Any)
        {
            _allTaken ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return;
        }

        _allTaken?.SetResult();
        _allTaken = null;
    }

    /// <summary>The sample counters started again, so no verification of before is of use.</summary>
    public void Restart()
    {
        foreach (var (candidate, running) in _running.ToArray())
            Forget(candidate, running);
    }

    /// <summary>The verdict on an alarm; null if it is not there yet, and then a later turn asks again.</summary>
    /// <param name="urgency">Its place in the lane; that of its priority if null.</param>
    public async ValueTask<AlarmDecision?> VerifyAsync(
        string alarmId,
        AlarmCandidate candidate,
        BedSignals signals,
        VerificationUrgency? urgency = null
    )
    {
        if (candidate.OfDevice || !AlarmHandling.IsVerified(candidate.Kind))
            return await _verification.DecideAsync(signals, candidate).ConfigureAwait(false);
        if (dependencies.Modes[ward, candidate.Kind] == SuppressionMode.Off)
            return AlarmVerification.Off;
        return await TakeAsync(candidate, urgency ?? (VerificationUrgency)candidate.Priority, alarmId, signals)
            .ConfigureAwait(false);
    }

    private async ValueTask<AlarmDecision?> TakeAsync(
        AlarmCandidate candidate,
        VerificationUrgency urgency,
        string alarmId,
        BedSignals signals
    )
    {
        if (!_running.TryGetValue(candidate, out var running))
        {
            if (!dependencies.Lane.HasRoom(urgency))
                return null;
            running = Begin(candidate, urgency, alarmId, signals);
        }

        running.AskedIn = _turn;
        await WaitAsync(running.Verdict).ConfigureAwait(false);
        if (!running.Verdict.IsCompleted)
            return null;
        _running.Remove(candidate);
        running.Stop.Dispose();
        return running.Verdict.IsCompletedSuccessfully
            ? running.Verdict.Result
            : AlarmVerification.Undecided(
                VerdictSentences.CheckFailed(running.Verdict.Exception?.InnerException?.Message ?? "")
            );
    }

    private Running Begin(AlarmCandidate candidate, VerificationUrgency urgency, string alarmId, BedSignals signals)
    {
        var copy = _copy ??= signals.Copy();
        var stop = new CancellationTokenSource();
        var verdict = dependencies.Lane.RunAsync(urgency, () => RunAsync(alarmId, candidate, copy), stop.Token);
        return _running[candidate] = new(verdict, stop);
    }

    /// <summary>On a thread of the lane: it may use what is immutable or thread-safe.</summary>
    private async ValueTask<AlarmDecision> RunAsync(string alarmId, AlarmCandidate candidate, BedSignals copy)
    {
        var began = dependencies.Clock.GetTimestamp();
        using var trace = PatientTraces.Verify(alarmId, $"{candidate.Kind}");
        var decision = await _verification.DecideAsync(copy, candidate).ConfigureAwait(false);
        PatientMetrics.Verification.Record(dependencies.Clock.GetElapsedTime(began).TotalMilliseconds);
        trace?.SetTag("wardgrid.verdict", $"{decision.Verdict}");
        return decision;
    }

    private async ValueTask WaitAsync(Task verdict)
    {
        if (verdict.IsCompleted || _waited >= _turnWait)
            return;
        var began = dependencies.Clock.GetTimestamp();
        await verdict
            .WaitAsync(_turnWait - _waited, dependencies.Clock)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _waited += dependencies.Clock.GetElapsedTime(began);
    }

    private void Forget(AlarmCandidate candidate, Running running)
    {
        _running.Remove(candidate);
        running.Stop.Cancel();
        running.Stop.Dispose();
    }

    private sealed class Running(Task<AlarmDecision> verdict, CancellationTokenSource stop)
    {
        public Task<AlarmDecision> Verdict => verdict;

        public CancellationTokenSource Stop => stop;

        /// <summary>The last turn that asked for the verdict.</summary>
        public long AskedIn { get; set; }
    }
}
