using System.Buffers;
using System.Collections.Immutable;
using WardGrid.Signals;
using WardGrid.Signals.Frames;

namespace WardGrid.Patients;

/// <summary>What one device sends to one patient: its births, its frames in order, its numbers, its clock.</summary>
/// <remarks>
/// Gaps stay gaps; a repeated or old frame is refused; a sample counter that goes back needs a new epoch. Every epoch has its own
/// <see cref="BedSignals"/>. One thread at a time.
/// </remarks>
public sealed class DeviceStream
{
    /// <summary>Silence after which a device counts as disconnected.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    private readonly ArrayBufferWriter<byte> _binary = new();
    private uint? _lastSequence;
    private long? _jumpTo;

    /// <summary>The signals of the device's epoch; null until its birth.</summary>
    public BedSignals? Signals { get; private set; }

    public ClockOffset Clock { get; } = new();

    /// <summary>Server clock of the last accepted frame or numbers; null while nothing has come.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>The device said, or its last will, that it has left.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>Wave frames accepted, and those that the device numbered but that never came.</summary>
    public long Accepted { get; private set; }

    public long Missed { get; private set; }

    /// <summary>Device clock at the end of the last accepted frame.</summary>
    public DateTimeOffset LastFrameEnd { get; private set; }

    /// <summary>What a next life needs to go on where this one ends; null while no frame of the epoch has come.</summary>
    public StreamPast? Past => Signals is { } signals && _lastSequence is { } sequence && LastAt is { } lastAt
        ? new(signals.Birth, StreamPast.Cut(signals), sequence, Accepted, Missed, lastAt, LastFrameEnd, Clock.Value ?? TimeSpan.Zero) : null;

    public bool IsConnected(DateTimeOffset now) => !HasLeft && now - LastAt <= Silence;

    /// <summary>Takes up what an earlier life left; call it before anything else.</summary>
    public void Recall(StreamPast past)
    {
        Begin(past.Birth);
        foreach (var second in past.Seconds)
        {
            if (!WaveFrame.TryRead(second, out var frame).IsRefused)
                Signals!.Accept(frame);
        }

        (_lastSequence, Accepted, Missed, LastAt, LastFrameEnd) = (past.Sequence, past.Accepted, past.Missed, past.LastAt, past.LastFrameEnd);
        Clock.Observe(past.LastAt + past.ClockOffset, past.LastAt);
    }

    /// <summary>Takes a birth; <paramref name="begins"/> says whether a new epoch began with it.</summary>
    public Refusal Birth(ReadOnlySpan<byte> payload, DateTimeOffset at, out bool begins)
    {
        begins = false;
        var refusal = DeviceBirthJson.TryRead(payload, out var birth);
        if (refusal.IsRefused)
            return refusal;
        if (Signals?.Birth is { } known && known.Channels.Length > 0)
        {
            if (birth!.Epoch == known.Epoch && birth.Channels.SequenceEqual(known.Channels))
            {
                HasLeft = false;
                return Refusal.None;
            }

            // A device that lost its count of epochs may begin at a lower one, but not while it is sending.
            if (birth.Epoch <= known.Epoch && IsConnected(at))
                return new(RefusalReason.WrongEpoch, birth.Epoch == known.Epoch
                    ? $"epoch {birth.Epoch} has begun with other channels: a new set of channels needs a higher epoch"
                    : $"epoch {birth.Epoch} is older than epoch {known.Epoch}, which is being received");
        }

        Begin(birth!);
        begins = true;
        return Refusal.None;
    }

    /// <summary>Takes one wave bundle; <paramref name="binary"/> is its binary form, valid until the next call.</summary>
    public Refusal Wave(ReadOnlyMemory<byte> payload, DateTimeOffset at, out ReadOnlyMemory<byte> binary)
    {
        binary = payload;
        if (WaveFrameJson.IsJson(payload.Span))
        {
            _binary.ResetWrittenCount();
            if (WaveFrameJson.TryConvert(payload.Span, _binary) is { IsRefused: true } notJson)
                return notJson;
            binary = _binary.WrittenMemory;
        }

        var refusal = WaveFrame.TryRead(binary.Span, out var frame);
        if (refusal.IsRefused)
            return refusal;
        if (Signals is null || Signals.Channels.IsEmpty)
            return new(RefusalReason.NoBirth, "samples came before the device's birth, so their channels are not known");
        if (frame.Epoch != Signals.Birth.Epoch)
            return new(RefusalReason.WrongEpoch, $"the frame is of epoch {frame.Epoch}, the device's birth of epoch {Signals.Birth.Epoch}");
        if (_lastSequence is { } last && (int)(frame.Sequence - last) <= 0)
            return new(RefusalReason.RepeatedSequence, $"frame {frame.Sequence} after frame {last}: repeated or old");
        if (EndOf(frame) is not { } end)
            return new(RefusalReason.TimeImplausible, $"the device's time of {frame.TimeMicros} µs since 1970 is no time of day");
        if (JumpsAlone(frame) is { IsRefused: true } jump)
            return jump;

        refusal = Signals.Accept(frame);
        if (refusal.IsRefused)
            return refusal;
        Missed += _lastSequence is { } before ? frame.Sequence - before - 1 : 0;
        _lastSequence = frame.Sequence;
        Accepted++;
        LastFrameEnd = end;
        Clock.Observe(end, at);
        Heard(at);
        return Refusal.None;
    }

    /// <summary>Takes the numbers of the device's own screen.</summary>
    public Refusal Numerics(ReadOnlySpan<byte> payload, DateTimeOffset at)
    {
        var refusal = DeviceNumericsJson.TryRead(payload, out var numerics);
        if (refusal.IsRefused)
            return refusal;
        if (Signals is null && numerics!.TimeMicros == VsCaptureNumerics.NoTime)
            Begin(new(numerics.Epoch, "numerics gateway", "", []));
        if (Signals is null)
            return new(RefusalReason.NoBirth, "numbers came before the device's birth");
        if (numerics!.TimeMicros != VsCaptureNumerics.NoTime && numerics.Epoch != Signals.Birth.Epoch)
            return new(RefusalReason.WrongEpoch, $"the numbers are of epoch {numerics.Epoch}, the device's birth of epoch {Signals.Birth.Epoch}");
        Signals.Accept(numerics);
        Heard(at);
        return Refusal.None;
    }

    public Refusal Death(ReadOnlySpan<byte> payload)
    {
        var refusal = DeviceDeathJson.TryRead(payload, out _);
        HasLeft |= !refusal.IsRefused;
        return refusal;
    }

    private void Begin(DeviceBirth birth)
    {
        Signals = new(birth);
        HasLeft = false;
        _lastSequence = null;
        _jumpTo = null;
        Clock.Restart();
    }

    private void Heard(DateTimeOffset at)
    {
        LastAt = at;
        HasLeft = false;
    }

    /// <summary>A single frame from far ahead is taken for damage, since it would shut out every good one after it; a second that goes on from there is believed.</summary>
    private Refusal JumpsAlone(in WaveFrame frame)
    {
        foreach (var wave in frame)
        {
            if (Channel(wave.Index) is not { } channel)
                continue;
            var aheadSeconds = (wave.Start - channel.Window.End) / channel.Declaration.Rate;
            if (channel.Window.End == 0 || aheadSeconds <= BedSignals.WindowSeconds || wave.Start == _jumpTo)
            {
                _jumpTo = null;
                return Refusal.None;
            }

            _jumpTo = wave.Start + wave.Count;
            return new(RefusalReason.TimeImplausible, $"channel {channel.Declaration.Name} jumps {aheadSeconds:F0} s ahead; the next frame will show whether it means it");
        }

        return Refusal.None;
    }

    private DateTimeOffset? EndOf(in WaveFrame frame)
    {
        // The fastest channel tells the frame's length best: a slow one ends up to a sample early or late.
        var (rate, seconds) = (0.0, 0.0);
        foreach (var wave in frame)
        {
            if (Channel(wave.Index) is { } channel && channel.Declaration.Rate > rate)
                (rate, seconds) = (channel.Declaration.Rate, wave.Count / channel.Declaration.Rate);
        }

        // Beyond the year 9000 a DateTimeOffset ends.
        return frame.TimeMicros is > 0 and < 221_845_392_000_000_000 ? DateTimeOffset.UnixEpoch.AddMicroseconds(frame.TimeMicros).AddSeconds(seconds) : null;
    }

    private SignalChannel? Channel(int index)
    {
        foreach (var channel in Signals!.Channels)
        {
            if (channel.Declaration.Index == index)
                return channel;
        }

        return null;
    }
}
