using System.Collections.Immutable;
using System.Globalization;
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
/// publishes to the ward, then records. It never waits for the records, and waits for a verification, which runs on a
/// thread of its own, only for a short time.
/// </remarks>
public sealed class Patient
{
    private readonly PatientDependencies _dependencies;
    private readonly RefusalLog _refusals;
    private readonly PatientAlarms _alarms;
    private readonly PatientView _view;
    private readonly PatientDevice _device;
    private readonly TrendAggregator _minutes;
    private AlarmLimits _limits;
    private long _version;

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
        _view = new(dependencies.Ward, dependencies.Clock);
        _device = new(association, dependencies, refusals, _alarms, _view);
        _device.Resume(streamState, state is { Heard: true });
        EndTurn(dependencies.Clock.GetUtcNow());
    }

    public DeviceAssociation Association { get; }

    private DeviceStream Stream => _device.Stream;

    /// <summary>
    /// Completes when all decisions so far are durable (true), or when they could not be written and will be tried
    /// again (false).
    /// </summary>
    public Task<bool> Settled => _alarms.Recorder.Settled;

    /// <summary>Whether an alarm is being verified: its verdict comes with one of the next turns.</summary>
    public bool Verifies => _alarms.Verifications.Any;

    /// <summary>Whether a verdict has come since the last turn, so that a turn now would show it.</summary>
    public bool HasNewVerdict => _alarms.Verifications.AnyIsThere;

    /// <summary>Completes when the next verdict has come; null if no alarm is being verified.</summary>
    public Task? NextVerdict => Verifies ? _alarms.Verifications.FirstIsThere : null;

    /// <summary>Completes when every verdict that is under way has been taken by a turn.</summary>
    public Task Verified => _alarms.Verifications.AllTaken;

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
            Heard = _device.HeardAt is not null,
            Version = _version,
        };

    /// <summary>
    /// The state of the device's stream with which a next activation continues; null before the first frame.
    /// </summary>
    public DeviceStreamState? StreamState => Stream.State;

    /// <summary>Takes one message of the device; a refusal is counted and kept.</summary>
    public async ValueTask<Refusal> AcceptAsync(
        MessageKind kind,
        ReadOnlyMemory<byte> payload,
        DateTimeOffset receivedAt
    )
    {
        var refusal = _device.Accept(kind, payload, _limits, receivedAt);
        await _alarms.DecideAsync(Stream.Signals, receivedAt).ConfigureAwait(false);
        EndTurn(receivedAt);
        return refusal;
    }

    /// <summary>Takes a person's command.</summary>
    public CommandOutcome Take(PatientCommand command)
    {
        var now = _dependencies.Clock.GetUtcNow();
        var outcome = command switch
        {
            PatientCommand.Acknowledge acknowledge => _alarms.Commands.Acknowledge(acknowledge, now),
            PatientCommand.Discharge discharge => _alarms.Commands.Discharge(discharge.Actor, now),
            PatientCommand.Inactivate inactivate => _alarms.Commands.Inactivate(inactivate, now),
            PatientCommand.Reactivate reactivate => _alarms.Commands.Reactivate(reactivate, now),
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
        _device.PassTime(now);
        if (Stream.Signals is { } signals)
            PassTime(signals, now);
        await _alarms.DecideAsync(Stream.Signals, now).ConfigureAwait(false);
        EndTurn(now);
    }

    private void PassTime(BedSignals signals, DateTimeOffset now)
    {
        var before = signals.Vitals;
        signals.PassTime(now);
        if (signals.Vitals != before)
            _view.Note();
        _alarms.Watch(signals, _limits, now);
    }

    /// <summary>The bed as it is now, with the version of what the ward was shown last.</summary>
    public PatientSnapshot Snapshot()
    {
        var now = _dependencies.Clock.GetUtcNow();
        var signals = Stream.Signals;
        return new(
            Association,
            _version,
            now,
            Stream.IsConnected(now) && Stream.IsComplete,
            Stream.LastAt,
            Stream.Clock.Value,
            Stream.ShownEpoch,
            signals?.Birth.Model ?? "",
            ChannelStates.Of(signals),
            signals?.Vitals ?? VitalSigns.None,
            _limits,
            _alarms.Open.Shown,
            _refusals.Counts
        )
        {
            Heard = Stream.IsConnected(now),
            Seconds = signals?.TimeSeconds ?? 0,
            Inactive = _alarms.Inactive.All,
            FramesAccepted = Stream.Accepted,
            FramesMissed = Stream.Missed,
        };
    }

    /// <summary>The last seconds of all channels; null before the device's birth.</summary>
    public AlarmStrip? Recent(double seconds) =>
        Stream.Signals is { } signals ? StripExtractor.Recent(signals, seconds) : null;

    private CommandOutcome SetLimits(PatientCommand.SetLimits set, DateTimeOffset now)
    {
        var limits = set.Limits;
        if (limits.WhyNot() is { } why)
            return CommandOutcome.Refused(why);
        _alarms.Recorder.Add(
            new AuditEntry(now, set.Actor, "limits.changed", Association.Bed, $"{Named(_limits)} to {Named(limits)}")
        );
        _limits = limits;
        _view.Note();
        return CommandOutcome.Success;
    }

    /// <summary>Limits for the audit trail: beats per minute, percent, mmHg.</summary>
    private static string Named(AlarmLimits limits) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"HR {limits.BradycardiaBelow}-{limits.TachycardiaAbove}, SpO2 {limits.Spo2Below}, "
                + $"systolic {limits.SystolicBelow}-{limits.SystolicAbove}"
        );

    /// <summary>Publishes what has changed, once, then gives the recorder what is not recorded yet.</summary>
    private void EndTurn(DateTimeOffset now)
    {
        if (Stream.Signals is { } signals)
            _alarms.Strips.Cut(signals, now);
        _alarms.EndTurn(Harvest(now), now);
        var heard = Stream.IsConnected(now);
        var connected = heard && Stream.IsComplete;
        var alarmsChanged = _alarms.HasChanged;
        if (_view.IsDue(alarmsChanged, connected, _refusals.Total, now))
        {
            _alarms.Shown();
            // The version is also newer than that of any earlier activation.
            _version = Math.Max(_version + 1, now.ToUnixTimeMilliseconds());
            _view.Show(Snapshot(), alarmsChanged, connected, _refusals.Total, now);
        }

        _alarms.Recorder.WriteNext(now, () => State);
        _alarms.Verifications.EndTurn();
        if (_minutes.Observe(Stream.Signals, heard, now) is { } minute)
            _dependencies.Minutes?.Leave(minute);
    }

    private ImmutableArray<Alarm> Harvest(DateTimeOffset now)
    {
        var failures = _alarms.Recorder.Failures;
        var recorded = _alarms.Recorder.Harvest(now);
        if (_alarms.Recorder.Failures > failures)
            PatientMetrics.RecordFailures.Add(1);
        return recorded;
    }
}
