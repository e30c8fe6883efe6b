using System.Buffers;
using System.Collections.Immutable;
using WardGrid.Alarms.Conditions;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices;

/// <summary>The stream of one device to one patient: its births, its frames in order, its numbers, its clock.</summary>
/// <remarks>
/// Gaps stay gaps, and a repeated or old frame is refused; <see cref="FrameContinuity"/> decides which frame continues
/// the stream. Every epoch, and every restart of the device's counters, has its own <see cref="BedSignals"/>. One
/// thread at a time.
/// </remarks>
public sealed class DeviceStream
{
    /// <summary>Silence after which a device counts as disconnected.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>The shortest time between two numbers messages that shows a running clock.</summary>
    private static readonly TimeSpan LeastStep = TimeSpan.FromSeconds(0.5);

    private readonly ArrayBufferWriter<byte> _binary = new();
    private readonly FrameContinuity _continuity = new();
    private readonly ExtendedCounters _counters = new();
    private uint _restarts;
    private DeviceBirth? _declared;
    private (DateTimeOffset Device, DateTimeOffset At)? _clock;
    private (DateTimeOffset Device, DateTimeOffset At)? _numbers;
    private (DeviceBirth Declared, DeviceBirth Read)? _refusedBirth;

    /// <summary>The signals of the device's epoch; null until its birth.</summary>
    public BedSignals? Signals { get; private set; }

    public ClockOffset Clock { get; } = new();

    /// <summary>
    /// The epoch for screens: the device's own, raised if its counters started again without a birth.
    /// </summary>
    public uint ShownEpoch => (Signals?.Birth.Epoch ?? 0) + _restarts;

    /// <summary>Server clock of the last accepted frame or numbers; null before the first.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>Whether the device or its last will has said that it left.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>Wave frames that were accepted, and those that the device numbered but that never arrived.</summary>
    public long Accepted { get; private set; }

    public long Missed { get; private set; }

    /// <summary>Device clock at the end of the last accepted frame.</summary>
    public DateTimeOffset LastFrameEnd { get; private set; }

    /// <summary>The state with which a next activation continues; null before the first frame of the epoch.</summary>
    public DeviceStreamState? State =>
        Signals is { } signals && _continuity.Sequence is { } sequence && LastAt is { } lastAt
            ? new(
                signals.Birth,
                DeviceStreamState.Cut(signals),
                sequence,
                Accepted,
                Missed,
                lastAt,
                LastFrameEnd,
                Clock.Value ?? TimeSpan.Zero
            )
            {
                Declared = _declared,
                Restarts = _restarts,
            }
            : null;

    /// <summary>The time of the device's clock now, from its last frame or numbers; null if they are too old.</summary>
    public DateTimeOffset? DeviceNow(DateTimeOffset now) =>
        _clock is { } shown && now - shown.At <= Silence ? shown.Device + (now - shown.At) : null;

    /// <summary>Whether the device itself sends anything.</summary>
    public bool IsConnected(DateTimeOffset now) => !HasLeft && LastAt is { } last && SilentSince(last, now) <= Silence;

    /// <summary>
    /// How long the device has been silent; if the server's clock was set back, by the signals' own age.
    /// </summary>
    public TimeSpan SilentSince(DateTimeOffset heard, DateTimeOffset now) =>
        now < heard && Signals?.SilentSeconds is >= 0 and var seconds ? TimeSpan.FromSeconds(seconds) : now - heard;

    /// <summary>
    /// Whether every channel of the birth, and the numbers that the device has sent before, still arrive.
    /// </summary>
    public bool IsComplete =>
        Signals is not { } signals
        || !signals.NumericsHaveStopped && !signals.Channels.Any(c => ChannelLost.IsLost(signals, c));

    /// <summary>Continues the state of an earlier activation; call it before anything else.</summary>
    public void Recall(DeviceStreamState state)
    {
        Begin(state.Birth, state.LastAt);
        (_declared, _restarts) = (state.Declared, state.Restarts);
        foreach (var second in state.Seconds)
        {
            if (!WaveFrame.TryRead(second, out var frame).IsRefused)
                Signals!.Accept(frame, state.LastAt);
        }

        _continuity.Recall(state, Signals!.NowSeconds);
        (Accepted, Missed, LastAt, LastFrameEnd) = (state.Accepted, state.Missed, state.LastAt, state.LastFrameEnd);
        Clock.Observe(state.LastAt + state.ClockOffset, state.LastAt);
    }

    /// <param name="mapped">The code to which a person has mapped a channel, by its name.</param>
    /// <summary>Handles a birth; <paramref name="begins"/> is whether a new epoch began with it.</summary>
    public Refusal Birth(ReadOnlySpan<byte> payload, DateTimeOffset at, Func<string, int?>? mapped, out bool begins)
    {
        begins = false;
        var refusal = DeviceBirthJson.TryRead(payload, out var declared);
        if (refusal.IsRefused)
            return refusal;
        refusal = BirthConversion.TryConvert(declared!, mapped, out var birth);
        if (refusal.IsRefused)
            return refusal;
        if (Signals?.Birth is { } known && known.Channels.Length > 0)
        {
            if (IsReread(declared!, birth))
            {
                Begin(birth, at);
                _restarts++;
                begins = true;
                return Refusal.None;
            }

            if (birth.Epoch == known.Epoch && birth.Channels.SequenceEqual(known.Channels))
            {
                HasLeft = false;
                _continuity.Reborn();
                return Refusal.None;
            }

            // A device that lost its count of epochs may begin at a lower one, but not while frames of the other epoch
            // arrive.
            if (birth.Epoch <= known.Epoch && IsConnected(at))
            {
                _refusedBirth = (declared!, birth);
                return new(
                    RefusalReason.WrongEpoch,
                    birth.Epoch == known.Epoch
                        ? $"epoch {birth.Epoch} has begun with other channels: "
                            + "a new set of channels needs a higher epoch"
                        : $"epoch {birth.Epoch} is older than epoch {known.Epoch}, which is being received"
                );
            }
        }

        Begin(declared!, birth, at);
        begins = true;
        return Refusal.None;
    }

    /// <summary>
    /// Handles one wave bundle; <paramref name="binary"/> is its binary form, valid until the next call.
    /// </summary>
    /// <param name="begins">Whether new signals began: the counters started again without a birth, or a refused birth
    /// is now accepted.</param>
    public Refusal Wave(
        ReadOnlyMemory<byte> payload,
        DateTimeOffset at,
        out ReadOnlyMemory<byte> binary,
        out bool begins
    )
    {
        begins = false;
        var refusal = Binary(payload, out binary);
        if (refusal.IsRefused)
            return refusal;
        refusal = WaveFrame.TryRead(binary.Span, out var frame);
        if (refusal.IsRefused)
            return refusal;
        if (Signals is null || Signals.Channels.IsEmpty)
            return new(
                RefusalReason.NoBirth,
                "samples came before the device's birth, so their channels are not known"
            );
        begins = BeginsRefused(frame.Epoch, at);
        if (frame.Epoch != Signals!.Birth.Epoch)
            return new(
                RefusalReason.WrongEpoch,
                $"the frame is of epoch {frame.Epoch}, the device's birth of epoch {Signals.Birth.Epoch}"
            );
        refusal = DeviceTime.Read(frame.TimeMicros, at, out var begin);
        if (refusal.IsRefused)
            return refusal;
        binary = _counters.Extend(binary, frame, Signals);
        WaveFrame.TryRead(binary.Span, out frame);
        var step = _continuity.Judge(frame, Signals, at, out var missed, out refusal);
        if (step == FrameStep.Refuse)
            return refusal;
        if (step == FrameStep.Restart)
        {
            Begin(Signals.Birth, at);
            begins = true;
            _restarts++;
            _continuity.Judge(frame, Signals, at, out missed, out refusal);
        }

        return Append(frame, begin, missed, at);
    }

    private Refusal Append(in WaveFrame frame, DateTimeOffset begin, long missed, DateTimeOffset at)
    {
        var refusal = Signals!.Accept(frame, at);
        if (refusal.IsRefused)
            return refusal;
        Missed += missed;
        Accepted++;
        LastFrameEnd = begin.AddSeconds(FrameShape.Seconds(frame, Signals));
        Clock.Observe(LastFrameEnd, at);
        _clock = (LastFrameEnd, at);
        Heard(at);
        return Refusal.None;
    }

    private Refusal Binary(ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> binary)
    {
        binary = payload;
        if (!WaveFrameJson.IsJson(payload.Span))
            return Refusal.None;
        _binary.ResetWrittenCount();
        var refusal = WaveFrameJson.TryConvert(payload.Span, _binary);
        binary = _binary.WrittenMemory;
        return refusal;
    }

    /// <summary>Handles the numbers of the device's own screen.</summary>
    public Refusal Numerics(ReadOnlySpan<byte> payload, DateTimeOffset at, out DeviceNumerics? numerics)
    {
        var refusal = DeviceNumericsJson.TryRead(payload, out numerics);
        if (refusal.IsRefused)
            return refusal;
        if (Signals is null && numerics!.TimeMicros == VsCaptureNumerics.NoTime)
            Begin(new(numerics.Epoch, "numerics gateway", "", []), at);
        if (Signals is null)
            return new(RefusalReason.NoBirth, "numbers came before the device's birth");
        if (numerics!.TimeMicros != VsCaptureNumerics.NoTime && numerics.Epoch != Signals.Birth.Epoch)
            return new(
                RefusalReason.WrongEpoch,
                $"the numbers are of epoch {numerics.Epoch}, the device's birth of epoch {Signals.Birth.Epoch}"
            );
        if (Outlived(numerics, at) is { IsRefused: true } history)
            return history;
        Signals.Accept(numerics, at);
        if (!DeviceTime.Read(numerics.TimeMicros, at, out var time).IsRefused)
            _clock = (time, at);
        Heard(at);
        return Refusal.None;
    }

    /// <summary>Refuses old numbers, which a broker may have kept while nobody was subscribed.</summary>
    /// <remarks>
    /// The next numbers show whether the clock is wrong or the message old: a wrong clock advances with the times of
    /// arrival, while old messages arrive all at once.
    /// </remarks>
    private Refusal Outlived(DeviceNumerics numerics, DateTimeOffset at)
    {
        if (DeviceTime.Read(numerics.TimeMicros, at, out var time).IsRefused)
            return Refusal.None;
        var last = _numbers;
        _numbers = (time, at);
        if (DeviceNow(at) is not null || at - time <= AlertFreshness.MostAge)
            return Refusal.None;
        var isLive =
            last is { } before
            && at - before.At >= LeastStep
            && (time - before.Device - (at - before.At)).Duration() <= LeastStep;
        return isLive
            ? Refusal.None
            : new(
                RefusalReason.Stale,
                $"the numbers are of {time:yyyy-MM-dd HH:mm:ss} UTC: they are listed here and not shown"
            );
    }

    public Refusal Death(ReadOnlySpan<byte> payload)
    {
        var refusal = DeviceDeathJson.TryRead(payload, out _);
        HasLeft |= !refusal.IsRefused;
        return refusal;
    }

    /// <summary>
    /// The birth is the same but is read differently, because a person has mapped one of its channels.
    /// </summary>
    private bool IsReread(DeviceBirth declared, DeviceBirth read) =>
        _declared is { } before
        && before.Epoch == declared.Epoch
        && before.Channels.SequenceEqual(declared.Channels)
        && !read.Channels.SequenceEqual(Signals!.Birth.Channels);

    /// <summary>Only frames of the refused birth arrive, so the birth is accepted.</summary>
    private bool BeginsRefused(uint epoch, DateTimeOffset at)
    {
        if (
            _refusedBirth is not { } birth
            || birth.Read.Epoch != epoch
            || epoch == Signals!.Birth.Epoch
            || IsConnected(at)
        )
            return false;
        Begin(birth.Declared, birth.Read, at);
        return true;
    }

    private void Begin(DeviceBirth declared, DeviceBirth read, DateTimeOffset at)
    {
        Begin(read, at);
        (_declared, _restarts) = (declared, 0);
    }

    private void Begin(DeviceBirth birth, DateTimeOffset at)
    {
        Signals = new(birth, at);
        HasLeft = false;
        _refusedBirth = null;
        _continuity.Restart();
        Clock.Restart();
    }

    private void Heard(DateTimeOffset at)
    {
        LastAt = at;
        HasLeft = false;
    }
}
