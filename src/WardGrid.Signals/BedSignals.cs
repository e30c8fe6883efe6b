using System.Collections.Immutable;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Vitals;

namespace WardGrid.Signals;

/// <summary>All channels of one bed on one time axis: the device's samples, and their analysis.</summary>
/// <remarks>
/// One time axis: seconds = sample number / rate since the device's epoch began. Samples that do not arrive have no
/// place on that axis, so ages are measured by a second clock, the time of receipt, which the caller passes in. Without
/// it, as for recordings, samples arrive when they were taken. One thread at a time. Every epoch has a new object,
/// because a new epoch restarts the sample counters. Memory for 2 ECG at 250 Hz, pleth and pressure at 125 Hz and
/// respiration at 62.5 Hz: 195 kB of samples (60 s) and the logs of beats and quality.
/// </remarks>
public sealed class BedSignals
{
    /// <summary>Seconds of samples that each channel keeps.</summary>
    public const double WindowSeconds = 60;

    /// <summary>The most seconds from one frame to the next; a longer pause is silence.</summary>
    private const double LongestFrame = 1;

    /// <summary>
    /// Seconds from one message to the next after which the device counts as silent, and not only one of its channels.
    /// </summary>
    /// <remarks>
    /// Frames come every second at the latest, numerics every second; three of them in a row are not lost.
    /// </remarks>
    private const double DeviceSilence = 3;

    /// <summary>
    /// The most seconds that a message waits for its turn: the 12 s of messages that may wait at a bed, and a margin.
    /// </summary>
    private const double LongestWait = 15;

    private readonly BedQuality _quality;
    private readonly BedVitals _vitals;
    private DateTimeOffset? _at;
    private double _clock;
    private double _heardFirst = double.NaN;
    private double _heard;
    private double _samplesAt = double.NaN;

    /// <param name="at">When the device began, by the clock of receipt; null without that clock.</param>
    public BedSignals(DeviceBirth birth, DateTimeOffset? at = null)
    {
        Birth = birth;
        Channels = [.. birth.Channels.Select(c => new SignalChannel(c))];
        _quality = new(Channels);
        _vitals = new(Channels);
        _at = at;
    }

    public DeviceBirth Birth { get; }

    public ImmutableArray<SignalChannel> Channels { get; }

    /// <summary>Seconds since the epoch of the newest sample on any channel.</summary>
    public double NowSeconds
    {
        get
        {
            var now = 0.0;
            foreach (var channel in Channels)
                now = Math.Max(now, channel.EndSeconds);
            return now;
        }
    }

    /// <summary>
    /// The bed's time: <see cref="NowSeconds"/> while samples come, and it continues by the clock of receipt while none
    /// do.
    /// </summary>
    public double TimeSeconds => NowSeconds + (SamplesCome ? 0 : SecondsSinceSamples);

    /// <summary>Seconds on the clock of receipt since the last samples, or since its zero if there were none.</summary>
    private double SecondsSinceSamples => _clock - (double.IsNaN(_samplesAt) ? 0 : _samplesAt);

    /// <summary>Whether samples of any channel have arrived within the time of the longest frame.</summary>
    public bool SamplesCome => _clock - _samplesAt <= LongestFrame;

    /// <summary>When the device last sent, in seconds on the clock for ages; NaN if it has not.</summary>
    public double HeardAt { get; private set; } = double.NaN;

    /// <summary>Seconds in which the device has been sending, since the epoch began.</summary>
    private double HeardSeconds => _heard + Heard(SilentSeconds);

    /// <summary>Seconds since the device last sent; NaN if it has not.</summary>
    public double SilentSeconds => _clock - HeardAt;

    /// <summary>The vital signs as of <see cref="TimeSeconds"/>.</summary>
    public VitalSigns Vitals { get; private set; } = VitalSigns.None;

    /// <summary>Whether the device's numbers have stopped after they had arrived regularly.</summary>
    public bool NumericsHaveStopped => _vitals.Device.HaveStopped(HeardSeconds);

    /// <summary>Seconds since samples of a channel arrived; without samples, since the device first sent.</summary>
    public double SilentSecondsOf(SignalChannel channel) =>
        _clock - (channel.HasCome ? channel.ArrivedAt : _heardFirst);

    /// <summary>
    /// The same seconds without those in which the device did not send: a lost connection or a server that stood still
    /// is not the fault of a channel.
    /// </summary>
    public double SecondsWithout(SignalChannel channel) => HeardSeconds - channel.ArrivedAfter;

    /// <summary>Whether samples of a channel arrive, missing ones included.</summary>
    public bool Arrives(SignalChannel channel) => ChannelUsability.Arrives(channel, TimeSeconds);

    /// <summary>
    /// The systolic pressure of a damped line. No screen shows it, but it may be the patient's; none if no line is
    /// damped.
    /// </summary>
    public Reading DampedSystolic => _vitals.DampedSystolic;

    /// <summary>
    /// A number as the device shows it, even if the bed's signals do not support it; none if it is old.
    /// </summary>
    /// <param name="code">Its IEEE 11073-10101 code.</param>
    public Reading OfDevice(int code) => _vitals.Device.Of(code, _clock, TimeSeconds);

    /// <summary>
    /// Adds one frame of this epoch, whose sequence was checked before, to windows, beats, quality and vital signs.
    /// </summary>
    /// <remarks>A channel without a sample in the frame does not advance, because its counter says nothing.</remarks>
    /// <param name="at">When the frame arrived, by the clock of receipt.</param>
    public Refusal Accept(in WaveFrame frame, DateTimeOffset? at = null)
    {
        foreach (var wave in frame)
        {
            if (Find(wave.Index) is not { } channel)
                return new(RefusalReason.UnknownChannel, $"channel index {wave.Index} is not in the device's birth");
            if (wave.Count > 0 && wave.Start < channel.Window.End)
                return new(
                    RefusalReason.SampleCounterWentBack,
                    $"channel {channel.Declaration.Name}: sample {wave.Start} after {channel.Window.End - 1}"
                );
        }

        var before = NowSeconds;
        foreach (var wave in frame)
        {
            if (wave.Count > 0)
                Find(wave.Index)!.Append(wave);
        }

        Hear(at);
        foreach (var wave in frame)
            Find(wave.Index)!.Arrived(wave.Count, _clock, _heard);
        var now = NowSeconds;
        if (now > before)
            _samplesAt = _clock;
        _quality.Advance(now);
        Vitals = _vitals.Advance(Vitals, TimeSeconds, _clock);
        return Refusal.None;
    }

    /// <summary>Adds the numbers that the device shows itself.</summary>
    /// <param name="at">When they arrived, by the clock of receipt.</param>
    public void Accept(DeviceNumerics numerics, DateTimeOffset? at = null)
    {
        Hear(at);
        _vitals.Device.Take(numerics, _clock, _heard);
        Vitals = _vitals.Make(TimeSeconds, _clock);
    }

    /// <summary>
    /// Lets time pass without a message: numbers become old, and values whose samples do not arrive disappear.
    /// </summary>
    public void PassTime(DateTimeOffset at)
    {
        Tick(at);
        if (!SamplesCome)
            Vitals = _vitals.Advance(Vitals, TimeSeconds, _clock);
    }

    /// <summary>The samples, beats and quality of this moment, for an analysis on another thread.</summary>
    /// <remarks>The copy takes no more frames: its detectors do not know what came before.</remarks>
    public BedSignals Copy()
    {
        var copy = new BedSignals(Birth);
        for (var i = 0; i < Channels.Length; i++)
            copy.Channels[i].CopyFrom(Channels[i]);
        return copy;
    }

    private void Hear(DateTimeOffset? at)
    {
        if (at is { } came)
            Tick(came);
        else
            _clock = Math.Max(_clock, NowSeconds);
        // Its channels are expected since the device first sent, not since its birth.
        if (double.IsNaN(HeardAt))
            _heardFirst = _clock;
        _heard += Heard(SilentSeconds);
        HeardAt = _clock;
    }

    /// <summary>
    /// How much of the time since the last message the device counts as sending; nothing without a message.
    /// </summary>
    private static double Heard(double silent) => silent >= 0 ? Math.Min(silent, DeviceSilence) : 0;

    /// <remarks>
    /// A message that waited for its turn arrived before the time that has passed since, so that time is not counted
    /// twice. If the server's clock is set back by more, the values age on from there.
    /// </remarks>
    private void Tick(DateTimeOffset at)
    {
        var passed = (at - (_at ?? at)).TotalSeconds;
        if (passed is < 0 and > -LongestWait)
            return;
        _clock += Math.Max(0, passed);
        _at = at;
    }

    /// <summary>
    /// The place in <see cref="Channels"/> of the channel with the device's index; -1 if the birth has none.
    /// </summary>
    public int IndexOf(int index)
    {
        for (var i = 0; i < Channels.Length; i++)
        {
            if (Channels[i].Declaration.Index == index)
                return i;
        }

        return -1;
    }

    private SignalChannel? Find(int index) => IndexOf(index) is var at && at >= 0 ? Channels[at] : null;
}
