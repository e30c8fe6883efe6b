using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Records;
using WardGrid.Patients.Trends;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Vitals;

namespace WardGrid.Patients;

/// <summary>One monitored person: the device's signals, their analysis, and the alarms.</summary>
/// <remarks>
/// Its grain calls one of four methods at a time (accept a message, take a command, let time pass, give a snapshot) and
/// waits for it before the next, so there is no lock and no thread here. A turn appends and detects, scores, decides,
/// publishes to the ward, then records. It never waits for the records, and waits for the model only until a deadline.
/// </remarks>
public sealed class Patient
{
    /// <summary>The shortest time between two views of a bed whose alarms did not change.</summary>
    private static readonly TimeSpan ViewInterval = TimeSpan.FromMilliseconds(100);

    private readonly PatientDependencies _dependencies;
    private readonly RefusalLog _refusals;
    private readonly DeviceStream _stream = new();
    private readonly AlertFreshness _news = new();
    private readonly PatientAlarms _alarms;
    private readonly TrendAggregator _minutes;
    private AlarmLimits _limits;
    private long _version;
    private DateTimeOffset _shownAt;
    private bool _shownConnected;
    private long _shownRefusals;
    private bool _hasNews = true;

    // After a new activation, silence counts from its beginning: when the device sent last before that is not stored.
    private DateTimeOffset? _heardAt;
    private (DateTimeOffset DeviceTime, DateTimeOffset ReceivedAt)? _unseen;

    /// <param name="state">The stored state of an earlier activation; null for a new patient.</param>
    /// <param name="refusals">The log of the patient's device.</param>
    /// <param name="streamState">The state of the device's stream from an earlier activation that this one continues;
    /// else null.</param>
    public Patient(
        DeviceAssociation association,
        PatientState? state,
        PatientDependencies dependencies,
        RefusalLog refusals,
        DeviceStreamState? streamState = null
    )
    {
        (Association, _dependencies, _refusals) = (association, dependencies, refusals);
        _limits = state?.Limits ?? AlarmLimits.For(association.Age);
        _version = state?.Version ?? 0;
        _alarms = new(association, state, dependencies, goesOn: streamState is not null);
        _minutes = new(association);
        _heardAt = streamState?.LastAt ?? (state is { Heard: true } ? dependencies.Clock.GetUtcNow() : null);
        if (streamState is not null)
            _stream.Recall(streamState);
        EndTurn(dependencies.Clock.GetUtcNow());
    }

    public DeviceAssociation Association { get; }

    /// <summary>
    /// Completes when all decisions so far are durable (true), or when they could not be written and will be tried
    /// again (false).
    /// </summary>
    public Task<bool> Settled => _alarms.Recorder.Settled;

    /// <summary>Why the last decisions could not be recorded; null if they were.</summary>
    public Exception? RecordFailure => _alarms.Recorder.Failure;

    /// <summary>The state that must survive this activation.</summary>
    public PatientState State =>
        new(
            Association.PatientId,
            _limits,
            _alarms.Open.All,
            _alarms.Recorder.Unrecorded,
            _dependencies.Clock.GetUtcNow()
        )
        {
            Inactive = _alarms.Inactive.All,
            Episodes = _alarms.Monitor.Episodes,
            Lost = _alarms.Monitor.Lost,
            Heard = _heardAt is not null,
            Version = _version,
        };

    /// <summary>
    /// The state of the device's stream with which a next activation continues; null before the first frame.
    /// </summary>
    public DeviceStreamState? StreamState => _stream.State;

    /// <summary>Takes one message of the device; a refusal is counted and kept.</summary>
    public async ValueTask<Refusal> AcceptAsync(
        MessageKind kind,
        ReadOnlyMemory<byte> payload,
        DateTimeOffset receivedAt
    )
    {
        var refusal = kind switch
        {
            MessageKind.Wave => AcceptWave(payload, receivedAt),
            MessageKind.Numerics => AcceptNumerics(payload.Span, receivedAt),
            MessageKind.Alert => AcceptAlert(payload.Span, receivedAt),
            MessageKind.Birth => AcceptBirth(payload.Span, receivedAt),
            MessageKind.Death => AcceptDeath(payload.Span, receivedAt),
            _ => new(RefusalReason.UnknownTopic, "a device does not command the ward"),
        };
        if (refusal.IsRefused)
            Refuse(kind, refusal, payload.Span, receivedAt);
        await _alarms.DecideAsync(_stream.Signals, receivedAt).ConfigureAwait(false);
        EndTurn(receivedAt);
        return refusal;
    }

    /// <summary>Takes a person's command.</summary>
    public CommandOutcome Take(PatientCommand command)
    {
        var now = _dependencies.Clock.GetUtcNow();
        var outcome = command switch
        {
            PatientCommand.Acknowledge acknowledge => _alarms.Acknowledge(acknowledge.By, acknowledge.AlarmId, now),
            PatientCommand.Discharge discharge => _alarms.Discharge(discharge.By, now),
            PatientCommand.Inactivate inactivate => Shown(_alarms.Inactivate(inactivate, now)),
            PatientCommand.Reactivate reactivate => Shown(_alarms.Inactive.End(reactivate, now)),
            PatientCommand.SetLimits set => SetLimits(set, now),
            _ => CommandOutcome.Refused($"A patient has no command {command.GetType().Name}."),
        };
        EndTurn(now);
        return outcome;
    }

    /// <summary>
    /// Lets time pass without a message: silence is noticed, waits end, and failed records are tried again.
    /// </summary>
    public async ValueTask PassTimeAsync()
    {
        var now = _dependencies.Clock.GetUtcNow();
        DateTimeOffset? heardAt = _heardAt is { } heard ? now - _stream.SilentSince(heard, now) : null;
        _alarms.Device.Silent(heardAt, _stream.Signals, now);
        if (_stream.Signals is { } signals)
            PassTime(signals, now);
        await _alarms.DecideAsync(_stream.Signals, now).ConfigureAwait(false);
        EndTurn(now);
    }

    private void PassTime(BedSignals signals, DateTimeOffset now)
    {
        var before = signals.Vitals;
        signals.PassTime(now);
        _hasNews |= signals.Vitals != before;
        _alarms.Watch(signals, _limits, now);
    }

    /// <summary>The bed as it is now.</summary>
    public PatientSnapshot Snapshot()
    {
        var now = _dependencies.Clock.GetUtcNow();
        // The version is also newer than that of any earlier activation.
        _version = Math.Max(_version + 1, now.ToUnixTimeMilliseconds());
        var signals = _stream.Signals;
        return new(
            Association,
            _version,
            now,
            _stream.IsConnected(now) && _stream.IsComplete,
            _stream.LastAt,
            _stream.Clock.Value,
            _stream.ShownEpoch,
            signals?.Birth.Model ?? "",
            ChannelStates.Of(signals),
            signals?.Vitals ?? VitalSigns.None,
            _limits,
            _alarms.Open.Shown,
            _refusals.Counts
        )
        {
            Heard = _stream.IsConnected(now),
            Seconds = signals?.TimeSeconds ?? 0,
            Inactive = _alarms.Inactive.All,
            FramesAccepted = _stream.Accepted,
            FramesMissed = _stream.Missed,
        };
    }

    /// <summary>The last seconds of all channels; null before the device's birth.</summary>
    public AlarmStrip? Recent(double seconds) =>
        _stream.Signals is { } signals ? StripExtractor.Recent(signals, seconds) : null;

    private Refusal AcceptWave(ReadOnlyMemory<byte> payload, DateTimeOffset at)
    {
        var (missed, before) = (_stream.Missed, _stream.Signals);
        var refusal = _stream.Wave(payload, at, out var binary, out var begins);
        if (begins)
            Began(before, at);
        if (refusal.IsRefused)
        {
            _alarms.Device.Refused(refusal, at);
            return refusal;
        }

        _alarms.Device.Accepted(at);
        PatientMetrics.FramesAccepted.Add(1);
        if (_stream.Missed > missed)
            PatientMetrics.FramesMissed.Add(_stream.Missed - missed);
        _unseen ??= (_stream.LastFrameEnd, at);
        Heard(at);
        _alarms.Watch(_stream.Signals!, _limits, at);
        _dependencies.Ward.Wave(Association.Bed, _stream.ShownEpoch, binary);
        _hasNews = true;
        return refusal;
    }

    private Refusal AcceptNumerics(ReadOnlySpan<byte> payload, DateTimeOffset at)
    {
        var refusal = _stream.Numerics(payload, at);
        if (refusal.IsRefused)
            return refusal;
        Heard(at);
        _alarms.Watch(_stream.Signals!, _limits, at);
        _hasNews = true;
        return refusal;
    }

    private void Heard(DateTimeOffset at)
    {
        if (_heardAt is null)
            _alarms.Recorder.StateChanged();
        _heardAt = at;
        _alarms.Heard(at);
    }

    private Refusal AcceptAlert(ReadOnlySpan<byte> payload, DateTimeOffset at)
    {
        var refusal = DeviceAlertJson.TryRead(payload, out var alert);
        if (refusal.IsRefused)
            return refusal;
        refusal = _news.Check(alert!, _stream.DeviceNow(at), at);
        if (refusal.IsRefused)
            return refusal;
        if (alert!.Phase == AlertPhase.End)
            _news.Ended(alert);
        return _alarms.Monitor.Take(alert, _stream.Signals, at);
    }

    private Refusal AcceptBirth(ReadOnlySpan<byte> payload, DateTimeOffset at)
    {
        var before = _stream.Signals;
        var refusal = _stream.Birth(
            payload,
            at,
            name => _dependencies.ChannelMappings?.CodeOf(Association.Device, name),
            out var begins
        );
        if (begins)
            Began(before, at);

        _hasNews = true;
        return refusal;
    }

    /// <summary>The device's sample counters started again.</summary>
    private void Began(BedSignals? before, DateTimeOffset at)
    {
        var birth = _stream.Signals!.Birth;
        _alarms.EpochBegan(before, birth.Epoch, at);
        if (!ReferenceEquals(birth, before?.Birth))
            _alarms.Device.Unmonitored(birth, at);
        _unseen = null;
    }

    private Refusal AcceptDeath(ReadOnlySpan<byte> payload, DateTimeOffset at)
    {
        _hasNews = true;
        var refusal = _stream.Death(payload);
        if (!refusal.IsRefused)
            _alarms.DeviceLost(at, raisedUntil: at);
        return refusal;
    }

    private void Refuse(MessageKind kind, Refusal refusal, ReadOnlySpan<byte> payload, DateTimeOffset at)
    {
        _refusals.Add(at, kind, refusal, payload);
        PatientMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", refusal.Reason.ToString()));
    }

    private CommandOutcome SetLimits(PatientCommand.SetLimits set, DateTimeOffset now)
    {
        var limits = set.Limits;
        if (limits.WhyNot() is { } why)
            return CommandOutcome.Refused(why);
        _alarms.Recorder.Add(new AuditEntry(now, set.By, "limits.changed", Association.Bed, $"{_limits} to {limits}"));
        (_limits, _hasNews) = (limits, true);
        return CommandOutcome.Success;
    }

    private CommandOutcome Shown(CommandOutcome outcome)
    {
        _alarms.HasChanged |= outcome.Done;
        return outcome;
    }

    /// <summary>Publishes the changes, then gives the recorder what is not recorded yet.</summary>
    private void EndTurn(DateTimeOffset now)
    {
        if (_stream.Signals is { } signals)
            _alarms.Strips.Cut(signals, now);
        _alarms.FollowModes();
        _alarms.HasChanged |= _alarms.Inactive.EndDue(_alarms.Open.All, now);
        var heard = _stream.IsConnected(now);
        var connected = heard && _stream.IsComplete;
        var urgent = _alarms.HasChanged || connected != _shownConnected;
        // A server's clock that was set back must not delay the view.
        if (urgent || (_hasNews || _refusals.Total != _shownRefusals) && (now - _shownAt).Duration() >= ViewInterval)
            Publish(now, connected);

        var failures = _alarms.Recorder.Failures;
        foreach (var alarm in _alarms.Recorder.Advance(now, () => State))
            _alarms.Recorded(alarm);
        if (_alarms.Recorder.Failures > failures)
            PatientMetrics.RecordFailures.Add(1);
        if (_alarms.HasChanged)
            Publish(now, connected);
        if (_minutes.Observe(_stream.Signals, heard, now) is { } minute)
            _dependencies.Minutes?.Leave(minute);
    }

    private void Publish(DateTimeOffset now, bool connected)
    {
        (_shownAt, _shownConnected, _shownRefusals, _hasNews, _alarms.HasChanged) = (
            now,
            connected,
            _refusals.Total,
            false,
            false
        );
        _dependencies.Ward.Changed(Snapshot());
        if (_unseen is not { } unseen)
            return;
        var seenAt = _dependencies.Clock.GetUtcNow();
        PatientMetrics.FrameToWard.Record((seenAt - unseen.DeviceTime).TotalMilliseconds);
        PatientMetrics.ArrivalToWard.Record((seenAt - unseen.ReceivedAt).TotalMilliseconds);
        _unseen = null;
    }
}
