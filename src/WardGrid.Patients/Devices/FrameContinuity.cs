using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices;

/// <summary>What to do with one frame.</summary>
public enum FrameStep
{
    Refuse,
    Append,

    /// <summary>
    /// The device's counters started again without a new epoch: the signals start again, then the frame is appended.
    /// </summary>
    Restart,
}

/// <summary>Decides for every frame of one epoch whether it continues the stream.</summary>
/// <remarks>
/// A frame that continues the stream is appended. A frame that does not (numbers far ahead, or behind) is held back:
/// alone it counts as damaged or repeated, and changes nothing. If the next frame continues the held one, the device
/// means it. Numbers ahead are then accepted at once. Numbers behind are a restart of the counters, which is accepted
/// if the device's clock is later than that of the last appended frame (a repeated frame has its old time), or after
/// <see cref="RestartAfter"/>. So bad frames cannot block good ones for longer than that. Bounds from docs/protocol.md.
/// One thread at a time; nothing is allocated per frame.
/// </remarks>
public sealed class FrameContinuity
{
    /// <summary>
    /// Seconds of samples by which a frame may be ahead of its arrival, or skip without a confirming next frame.
    /// </summary>
    public const double MostLeadSeconds = 2;

    /// <summary>
    /// How long counters that went back must continue before they are accepted from a device whose clock went back too.
    /// </summary>
    public static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The most frames a second that may have been lost on the way: the shortest frame of the protocol is 20 ms.
    /// </summary>
    private const double MostFramesPerSecond = 50;

    /// <summary>
    /// Seconds by which the earliest arrival may move a second, for devices whose clocks run slow or fast.
    /// </summary>
    private const double Drift = 0.01;

    private readonly long[] _heldEnds = new long[DeviceBirthJson.MaxChannels];
    private uint? _sequence;
    private uint _heldSequence;
    private bool _isHolding;
    private bool _isReborn;
    private long _deviceTime;
    private DateTimeOffset _at;
    private DateTimeOffset _heldSince;
    private double? _earliest;

    private enum Place
    {
        GoesOn,
        Ahead,
        Behind,
    }

    /// <summary>The number of the last appended frame; null before the first.</summary>
    public uint? Sequence => _sequence;

    /// <summary>
    /// Continues the counters and the clock of an earlier activation, so that its frames are old if they arrive again.
    /// </summary>
    /// <param name="nowSeconds">The end of the restored samples on the bed's axis.</param>
    public void Recall(DeviceStreamState state, double nowSeconds)
    {
        (_sequence, _at) = (state.Sequence, state.LastAt);

        // Every earlier frame began before this end; a frame that begins there or later is new.
        _deviceTime = (state.LastFrameEnd - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond - 1;
        _earliest = (state.LastFrameEnd - state.ClockOffset - DateTimeOffset.UnixEpoch).TotalSeconds - nowSeconds;
    }

    /// <summary>A new epoch: nothing is known of its counters.</summary>
    public void Restart() => (_sequence, _isHolding, _isReborn, _deviceTime, _earliest) = (null, false, false, 0, null);

    /// <summary>The device connected and sent its birth again: counters that went back are accepted at once.</summary>
    public void Reborn() => _isReborn = true;

    /// <summary>What to do with a frame that is whole and of the right epoch.</summary>
    /// <param name="missed">Frames that the device numbered before this one and that never arrived.</param>
    public FrameStep Judge(
        in WaveFrame frame,
        BedSignals signals,
        DateTimeOffset at,
        out long missed,
        out Refusal refusal
    )
    {
        missed = 0;
        refusal = FrameShape.Check(frame, signals);
        if (refusal.IsRefused)
            return FrameStep.Refuse;
        var ahead = _sequence is { } last ? (int)(frame.Sequence - last) : 1;
        var lead = (_earliest ?? double.MaxValue) - LagOf(frame, signals, at);
        var place = PlaceOf(frame, signals, at, ahead, lead, out refusal);
        if (place == Place.GoesOn)
        {
            missed = ahead - 1;
            return Take(frame, signals, at);
        }

        var confirmed = GoesOnFromHeld(frame, signals);
        var step = StepOf(frame, place, confirmed, at);
        if (step != FrameStep.Refuse)
        {
            _earliest = null;
            return step == FrameStep.Append ? Take(frame, signals, at) : step;
        }

        Hold(frame, signals, at, confirmed);
        return FrameStep.Refuse;
    }

    private FrameStep StepOf(in WaveFrame frame, Place place, bool confirmed, DateTimeOffset at)
    {
        var isNewer = frame.TimeMicros > _deviceTime;
        if (place == Place.Behind && _isReborn && isNewer)
            return FrameStep.Restart;
        if (!confirmed)
            return FrameStep.Refuse;
        if (place == Place.Ahead)
            return FrameStep.Append;
        return isNewer || at - _heldSince >= RestartAfter ? FrameStep.Restart : FrameStep.Refuse;
    }

    private FrameStep Take(in WaveFrame frame, BedSignals signals, DateTimeOffset at)
    {
        var lag = LagOf(frame, signals, at);
        var drift = _earliest is null ? 0 : Drift * Math.Max(0, (at - _at).TotalSeconds);
        _earliest = Math.Min(lag, (_earliest ?? lag) + drift);
        (_sequence, _deviceTime, _at, _isHolding, _isReborn) = (frame.Sequence, frame.TimeMicros, at, false, false);
        return FrameStep.Append;
    }

    private void Hold(in WaveFrame frame, BedSignals signals, DateTimeOffset at, bool goesOn)
    {
        if (!goesOn)
        {
            _heldSince = at;
            Array.Fill(_heldEnds, -1);
        }

        (_isHolding, _heldSequence) = (true, frame.Sequence);
        foreach (var wave in frame)
        {
            if (wave.Count > 0)
                _heldEnds[signals.IndexOf(wave.Index)] = wave.Start + wave.Count;
        }
    }

    private bool GoesOnFromHeld(in WaveFrame frame, BedSignals signals)
    {
        if (!_isHolding || (int)(frame.Sequence - _heldSequence) is <= 0 or > (int)MostFramesPerSecond)
            return false;
        var known = 0;
        foreach (var wave in frame)
        {
            var at = signals.IndexOf(wave.Index);
            if (_heldEnds[at] < 0 || wave.Count == 0)
                continue;
            known++;
            var skipped = (wave.Start - _heldEnds[at]) / signals.Channels[at].Declaration.Rate;
            if (skipped is < 0 or > MostLeadSeconds)
                return false;
        }

        return known > 0;
    }

    private Place PlaceOf(
        in WaveFrame frame,
        BedSignals signals,
        DateTimeOffset at,
        int ahead,
        double lead,
        out Refusal refusal
    )
    {
        refusal = default;
        var place = Place.GoesOn;
        foreach (var wave in frame)
        {
            if (wave.Count == 0)
                continue;
            var channel = signals.Channels[signals.IndexOf(wave.Index)];
            var isNew = channel.Window.End == 0;
            var skipped = wave.Start / channel.Declaration.Rate - (isNew ? signals.NowSeconds : channel.EndSeconds);
            if (!isNew && wave.Start < channel.Window.End)
            {
                refusal =
                    ahead <= 0
                        ? new(
                            RefusalReason.RepeatedSequence,
                            $"frame {frame.Sequence} after frame {_sequence}: repeated or old"
                        )
                        : new(
                            RefusalReason.SampleCounterWentBack,
                            $"channel {channel.Declaration.Name}: sample {wave.Start} after {channel.Window.End - 1}"
                        );
                return Place.Behind;
            }

            if (_sequence is null || skipped <= MostLeadSeconds || lead <= MostLeadSeconds)
                continue;
            refusal = new(
                RefusalReason.TimeImplausible,
                $"channel {channel.Declaration.Name} jumps {skipped:F0} s ahead; "
                    + "the next frame will show whether it means it"
            );
            place = Place.Ahead;
        }

        var possible = MostFramesPerSecond * (MostLeadSeconds + Math.Max(0, (at - _at).TotalSeconds));
        if (place == Place.Ahead || (ahead > 0 && (_sequence is null || ahead <= possible)))
            return place;
        refusal =
            ahead <= 0
                ? new(
                    RefusalReason.RepeatedSequence,
                    $"frame {frame.Sequence} after frame {_sequence}: repeated or old"
                )
                : new(
                    RefusalReason.TimeImplausible,
                    $"frame {frame.Sequence} after frame {_sequence}: "
                        + $"{ahead} frames cannot have come since; the next will show whether it means it"
                );
        return Place.Ahead;
    }

    /// <summary>
    /// Seconds between the end of the frame's samples on the bed's axis and its arrival; only the changes of this value
    /// matter.
    /// </summary>
    private static double LagOf(in WaveFrame frame, BedSignals signals, DateTimeOffset at) =>
        (at - DateTimeOffset.UnixEpoch).TotalSeconds - FrameShape.EndSeconds(frame, signals);
}
