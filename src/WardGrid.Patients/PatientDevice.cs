using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients;

/// <summary>
/// What a patient's device sends: each message is checked, and passed to the signals and the alarms or kept as refused.
/// </summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class PatientDevice(
    DeviceAssociation association,
    PatientDependencies dependencies,
    RefusalLog refusals,
    PatientAlarms alarms,
    PatientView view
)
{
    private readonly AlertFreshness _news = new();

    public DeviceStream Stream { get; } = new();

    /// <summary>When the device last sent samples or numbers; null if it never did.</summary>
    /// <remarks>
    /// After a new activation, silence counts from its beginning: when the device sent last before that is not stored.
    /// </remarks>
    public DateTimeOffset? HeardAt { get; private set; }

    /// <summary>Restores what an earlier activation knew of the device.</summary>
    /// <param name="stream">Its stream, if this activation continues it; else null.</param>
    /// <param name="heard">Whether it had been heard.</param>
    public void Resume(DeviceStreamState? stream, bool heard)
    {
        HeardAt = stream?.LastAt ?? (heard ? dependencies.Clock.GetUtcNow() : null);
        if (stream is not null)
            Stream.Recall(stream);
    }

    /// <summary>Takes one message; a refusal is counted and kept.</summary>
    public Refusal Accept(MessageKind kind, ReadOnlyMemory<byte> payload, AlarmLimits limits, DateTimeOffset receivedAt)
    {
        var refusal = kind switch
        {
            MessageKind.Wave => AcceptWave(payload, limits, receivedAt),
            MessageKind.Numerics => AcceptNumerics(payload.Span, limits, receivedAt),
            MessageKind.Alert => AcceptAlert(payload.Span, receivedAt),
            MessageKind.Birth => AcceptBirth(payload.Span, receivedAt),
            MessageKind.Death => AcceptDeath(payload.Span, receivedAt),
            _ => new(RefusalReason.UnknownTopic, "a device does not command the ward"),
        };
        if (refusal.IsRefused)
            Refuse(kind, refusal, payload.Span, receivedAt);
        return refusal;
    }

    /// <summary>Lets time pass without a message: silence is noticed.</summary>
    public void PassTime(DateTimeOffset now)
    {
        DateTimeOffset? heardAt = HeardAt is { } heard ? now - Stream.SilentSince(heard, now) : null;
        alarms.Device.Silent(heardAt, Stream.Signals, now);
    }

    private Refusal AcceptWave(ReadOnlyMemory<byte> payload, AlarmLimits limits, DateTimeOffset at)
    {
        var (missed, before) = (Stream.Missed, Stream.Signals);
        var refusal = Stream.Wave(payload, at, out var binary, out var begins);
        if (begins)
            Began(before, at);
        if (refusal.IsRefused)
        {
            alarms.Device.Refused(refusal, at);
            return refusal;
        }

        alarms.Device.Accepted(at);
        PatientMetrics.FramesAccepted.Add(1);
        if (Stream.Missed > missed)
            PatientMetrics.FramesMissed.Add(Stream.Missed - missed);
        refusals.NotShown.Wave(Stream.Signals!.Birth, at);
        view.FrameCame(Stream.LastFrameEnd, at);
        Heard(at);
        alarms.Watch(Stream.Signals!, limits, at);
        dependencies.Ward.Wave(association.Bed, Stream.ShownEpoch, binary);
        view.Note();
        return refusal;
    }

    private Refusal AcceptNumerics(ReadOnlySpan<byte> payload, AlarmLimits limits, DateTimeOffset at)
    {
        var refusal = Stream.Numerics(payload, at, out var numerics);
        if (refusal.IsRefused)
            return refusal;
        refusals.NotShown.Numerics(numerics!, at);
        Heard(at);
        alarms.Watch(Stream.Signals!, limits, at);
        view.Note();
        return refusal;
    }

    private void Heard(DateTimeOffset at)
    {
        if (HeardAt is null)
            alarms.Recorder.StateChanged();
        HeardAt = at;
        alarms.Heard(at);
    }

    private Refusal AcceptAlert(ReadOnlySpan<byte> payload, DateTimeOffset at)
    {
        var refusal = DeviceAlertJson.TryRead(payload, out var alert);
        if (refusal.IsRefused)
            return refusal;
        refusal = _news.Check(alert!, Stream.DeviceNow(at), at);
        if (refusal.IsRefused)
            return refusal;
        if (alert!.Phase == AlertPhase.End)
            _news.Ended(alert);
        var kind = dependencies.AlarmMappings.KindOf(association.Device, alert.Kind);
        refusal = alarms.Monitor.Take(alert, kind, Stream.Signals, at);
        if (!refusal.IsRefused)
            refusals.NotShown.Alert(alert, kind, at);
        return refusal;
    }

    private Refusal AcceptBirth(ReadOnlySpan<byte> payload, DateTimeOffset at)
    {
        var before = Stream.Signals;
        var refusal = Stream.Birth(
            payload,
            at,
            name => dependencies.ChannelMappings?.CodeOf(association.Device, name),
            out var begins
        );
        if (begins)
            Began(before, at);

        view.Note();
        return refusal;
    }

    /// <summary>The device's sample counters started again.</summary>
    private void Began(BedSignals? before, DateTimeOffset at)
    {
        var birth = Stream.Signals!.Birth;
        alarms.EpochBegan(before, birth.Epoch, at);
        if (!ReferenceEquals(birth, before?.Birth))
            alarms.Device.Unmonitored(birth, at);
        view.EpochBegan();
    }

    private Refusal AcceptDeath(ReadOnlySpan<byte> payload, DateTimeOffset at)
    {
        view.Note();
        var refusal = Stream.Death(payload);
        if (!refusal.IsRefused)
            alarms.DeviceLost(at, raisedUntil: at);
        return refusal;
    }

    private void Refuse(MessageKind kind, Refusal refusal, ReadOnlySpan<byte> payload, DateTimeOffset at)
    {
        refusals.Add(at, kind, refusal, payload);
        PatientMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", refusal.Reason.ToString()));
    }
}
