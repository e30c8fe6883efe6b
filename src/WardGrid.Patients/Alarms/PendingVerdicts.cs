using WardGrid.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Alarms;

/// <summary>A patient's alarms that wait for their verdict, and their verification.</summary>
/// <remarks>
/// Every verification goes through <see cref="VerifyAsync"/>, which measures and traces it. One thread at a time.
/// </remarks>
public sealed class PendingVerdicts(PatientDependencies dependencies, string ward)
{
    /// <summary>How long an alarm waits for its samples: six bundles of 250 ms.</summary>
    public static readonly TimeSpan SampleWait = TimeSpan.FromSeconds(1.5);

    private readonly AlarmVerification _verification = new(
        dependencies.Model,
        dependencies.ModelDeadline,
        dependencies.Clock,
        dependencies.Points,
        dependencies.Prototypes
    );
    private readonly List<PendingVerdict> _pending = [];

    public PendingVerdict Add(string alarmId, AlarmCandidate candidate, DateTimeOffset now)
    {
        var pending = new PendingVerdict(alarmId, candidate, now + SampleWait);
        _pending.Add(pending);
        return pending;
    }

    public void Remove(PendingVerdict pending) => _pending.Remove(pending);

    /// <summary>All alarms that wait.</summary>
    public PendingVerdict[] All => [.. _pending];

    /// <summary>Decides every alarm whose samples have arrived or whose waiting time is over.</summary>
    public async ValueTask DecideAsync(
        BedSignals? signals,
        DateTimeOffset now,
        Action<PendingVerdict, AlarmDecision> decided
    )
    {
        for (var i = _pending.Count - 1; i >= 0; i--)
        {
            var pending = _pending[i];
            if (signals is not null && IsHere(pending.Candidate, signals))
                decided(pending, await VerifyAsync(pending.AlarmId, pending.Candidate, signals).ConfigureAwait(false));
            else if (now >= pending.Until)
                decided(pending, AlarmVerification.Undecided(VerdictSentences.SamplesLate(SampleWait)));
        }
    }

    /// <summary>Verifies an alarm now.</summary>
    public async ValueTask<AlarmDecision> VerifyAsync(string alarmId, AlarmCandidate candidate, BedSignals signals)
    {
        if (IsOff(candidate.Kind))
            return AlarmVerification.Off;
        var began = dependencies.Clock.GetTimestamp();
        using var trace = PatientTraces.Verify(alarmId, $"{candidate.Kind}");
        var decision = await _verification.DecideAsync(signals, candidate).ConfigureAwait(false);
        PatientMetrics.Verification.Record(dependencies.Clock.GetElapsedTime(began).TotalMilliseconds);
        trace?.SetTag("wardgrid.verdict", $"{decision.Verdict}");
        return decision;
    }

    /// <summary>The second up to which the samples for a verification have arrived.</summary>
    public static double Reach(BedSignals signals) =>
        (
            signals.Channels.FirstOrDefault(c => c.Kind == SignalKind.Ecg) ?? signals.Channels.FirstOrDefault()
        )?.EndSeconds
        ?? 0;

    private bool IsOff(AlarmKind kind) =>
        AlarmHandling.IsVerified(kind) && dependencies.Modes[ward, kind] == SuppressionMode.Off;

    private static bool IsHere(AlarmCandidate candidate, BedSignals signals) =>
        candidate.Origin == AlarmOrigin.WardGrid || candidate.AtSeconds <= Reach(signals);
}

/// <summary>One alarm that waits for its verdict.</summary>
/// <param name="Until">When the alarm stops waiting for its samples.</param>
public sealed record PendingVerdict(string AlarmId, AlarmCandidate Candidate, DateTimeOffset Until);
