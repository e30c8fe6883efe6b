using WardGrid.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Alarms;

/// <summary>A patient's alarms that are shown and wait for their verdict. One thread at a time.</summary>
public sealed class PendingVerdicts(PatientVerifications verifications)
{
    /// <summary>How long an alarm waits for its samples: six bundles of 250 ms.</summary>
    public static readonly TimeSpan SampleWait = TimeSpan.FromSeconds(1.5);

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

    /// <summary>Decides every alarm whose verdict is there or whose samples have not come in time.</summary>
    public async ValueTask DecideAsync(
        BedSignals? signals,
        DateTimeOffset now,
        Action<PendingVerdict, AlarmDecision> decided
    )
    {
        for (var i = _pending.Count - 1; i >= 0; i--)
        {
            var pending = _pending[i];
            var decision =
                signals is not null && IsHere(pending.Candidate, signals)
                    ? await verifications.VerifyAsync(pending.AlarmId, pending.Candidate, signals).ConfigureAwait(false)
                    : WithoutSamples(pending, now);
            if (decision is not null)
                decided(pending, decision);
        }
    }

    /// <summary>The second up to which the samples for a verification have arrived.</summary>
    public static double Reach(BedSignals signals) =>
        (
            signals.Channels.FirstOrDefault(c => c.Kind == SignalKind.Ecg) ?? signals.Channels.FirstOrDefault()
        )?.EndSeconds
        ?? 0;

    private static AlarmDecision? WithoutSamples(PendingVerdict pending, DateTimeOffset now) =>
        now >= pending.Until ? AlarmVerification.Undecided(VerdictSentences.SamplesLate(SampleWait)) : null;

    private static bool IsHere(AlarmCandidate candidate, BedSignals signals) =>
        candidate.Origin == AlarmOrigin.WardGrid || candidate.AtSeconds <= Reach(signals);
}

/// <summary>One alarm that waits for its verdict.</summary>
/// <param name="Until">When the alarm stops waiting for its samples.</param>
public sealed record PendingVerdict(string AlarmId, AlarmCandidate Candidate, DateTimeOffset Until);
