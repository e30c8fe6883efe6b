using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Signals;

namespace WardGrid.Patients.Alarms;

/// <summary>Verifies a patient's alarms a second time, with the samples of the half minute after them.</summary>
/// <remarks>
/// They run in the lane of all patients, behind everything else, and no turn waits for them. Nothing of it is stored: a
/// patient that moves, a device that restarts or falls silent, and a server that ends leave the first verdict. One
/// thread at a time.
/// </remarks>
internal sealed class SecondLooks(PatientAlarms alarms, PatientDependencies dependencies, string ward)
{
    /// <summary>
    /// How long the samples and the verdicts are waited for. After it the minute before the alarm has left the window.
    /// </summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(SecondLook.Seconds + 20);

    private readonly PatientVerifications _verifications = new(dependencies, ward, TimeSpan.Zero);
    private readonly List<Look> _looks = [];

    /// <summary>Waits for the half minute after an alarm, if it could change its verdict.</summary>
    public void Await(Alarm decided, AlarmCandidate candidate)
    {
        if (
            AlarmHandling.IsVerified(candidate.Kind)
            && !candidate.OfDevice
            && decided.Decision is { } first
            && SecondLook.MayChange(first)
        )
            _looks.Add(new(decided, candidate));
    }

    /// <summary>Updates a changed alarm.</summary>
    public void Follow(Alarm alarm)
    {
        foreach (var look in _looks)
        {
            if (look.Alarm.Id == alarm.Id)
                look.Alarm = alarm;
        }
    }

    /// <summary>No alarm of before is looked at again: the device restarted, or the patient has left.</summary>
    public void Forget()
    {
        _looks.Clear();
        _verifications.Restart();
    }

    /// <summary>Takes the second verdicts that are there, and begins to verify the alarms whose samples are.</summary>
    public async ValueTask LookAsync(BedSignals? signals, DateTimeOffset now)
    {
        if (_looks.Count == 0)
            return;
        _verifications.BeginTurn();
        for (var i = _looks.Count - 1; i >= 0; i--)
        {
            var look = _looks[i];
            if (now - look.Alarm.RaisedAt > LongestWait)
                _looks.RemoveAt(i);
            else if (signals is not null && PendingVerdicts.Reach(signals) >= look.DueSeconds)
                await LookAsync(look, signals, now).ConfigureAwait(false);
        }
    }

    private async ValueTask LookAsync(Look look, BedSignals signals, DateTimeOffset now)
    {
        for (var i = 0; i < look.Later.Length; i++)
            look.Later[i] ??= await _verifications
                .VerifyAsync(
                    look.Alarm.Id,
                    SecondLook.Later(look.Candidate, SecondLook.Moments[i]),
                    signals,
                    VerificationUrgency.SecondLook
                )
                .ConfigureAwait(false);
        AlarmDecision[] later = [.. look.Later.OfType<AlarmDecision>()];
        if (later.Length < look.Later.Length)
            return;
        _looks.Remove(look);
        var (alarm, first) = (look.Alarm, look.Alarm.Decision!);
        var second = SecondLook.Revise(first, later);
        PatientMetrics.SecondLooks.Add(
            1,
            new("first", $"{first.Verdict}"),
            new("second", $"{(second ?? first).Verdict}")
        );
        if (second is null)
            return;
        // An alarm that has ended while it was silent comes back too: nobody has heard it.
        var sounds = second.Verdict != Verdict.Refuted;
        alarms.Change(alarm with { Second = new(second, now), Silent = alarm.Silent && !sounds });
    }

    private sealed class Look(Alarm alarm, AlarmCandidate candidate)
    {
        public Alarm Alarm { get; set; } = alarm;

        public AlarmCandidate Candidate => candidate;

        /// <summary>The second of the epoch whose samples are waited for.</summary>
        public double DueSeconds => candidate.AtSeconds + SecondLook.Seconds;

        /// <summary>The decisions at the later moments; null where one is not there yet.</summary>
        public AlarmDecision?[] Later { get; } = new AlarmDecision?[SecondLook.Moments.Length];
    }
}
