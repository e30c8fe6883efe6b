using WardGrid.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Alarms;

/// <summary>A patient's alarms that wait for their verdict, and the verifier that gives it.</summary>
/// <remarks>
/// Every question to the verifier goes through <see cref="VerifyAsync"/>, so that each is measured and traced. One
/// thread at a time.
/// </remarks>
public sealed class PendingVerdicts(PatientDependencies dependencies, string ward)
{
    /// <summary>How long an alarm waits for the samples that it speaks of: six bundles of 250 ms.</summary>
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

    /// <summary>Everything that waits.</summary>
    public PendingVerdict[] All => [.. _pending];

    /// <summary>Decides every alarm whose samples are here, or have been waited for long enough.</summary>
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

    /// <summary>What the verifier says of an alarm now.</summary>
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

    /// <summary>Seconds up to which the channels that an alarm counts on have come.</summary>
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
/// <param name="Until">When it has waited long enough for its samples.</param>
public sealed record PendingVerdict(string AlarmId, AlarmCandidate Candidate, DateTimeOffset Until);
