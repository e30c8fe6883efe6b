using System.Collections.Immutable;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Vitals;

namespace WardGrid.Signals;

/// <summary>All channels of one bed on one time axis: what a device sent, and what is heard in it.</summary>
/// <remarks>
/// One time axis: seconds = sample number / rate since the device's epoch began. One thread at a time. Built anew for every epoch,
/// since a new epoch restarts the sample counters. Memory for 2 ECG at 250 Hz, pleth and pressure at 125 Hz and respiration at
/// 62.5 Hz: 195 kB of samples (60 s) and the logs of beats and quality.
/// </remarks>
public sealed class BedSignals
{
    /// <summary>Seconds of samples that each channel keeps.</summary>
    public const double WindowSeconds = 60;

    private readonly BedQuality _quality;
    private readonly BedVitals _vitals;

    public BedSignals(DeviceBirth birth)
    {
        Birth = birth;
        Channels = [.. birth.Channels.Select(c => new SignalChannel(c))];
        _quality = new(Channels);
        _vitals = new(Channels);
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

    /// <summary>The vital signs as of <see cref="NowSeconds"/>.</summary>
    public VitalSigns Vitals { get; private set; } = VitalSigns.None;

    /// <summary>Takes one frame of this epoch, already checked for its sequence: windows, beats, quality and vital signs move on.</summary>
    /// <remarks>A channel without a sample in it stays where it is: its counter says nothing.</remarks>
    public Refusal Accept(in WaveFrame frame)
    {
        foreach (var wave in frame)
        {
            if (Find(wave.Index) is not { } channel)
                return new(RefusalReason.UnknownChannel, $"channel index {wave.Index} is not in the device's birth");
            if (wave.Count > 0 && wave.Start < channel.Window.End)
                return new(RefusalReason.SampleCounterWentBack, $"channel {channel.Declaration.Name}: sample {wave.Start} after {channel.Window.End - 1}");
        }

        foreach (var wave in frame)
        {
            if (wave.Count > 0)
                Find(wave.Index)!.Append(wave);
        }

        var now = NowSeconds;
        _quality.Advance(now);
        Vitals = _vitals.Advance(Vitals, now);
        return Refusal.None;
    }

    /// <summary>Takes the numbers that the device shows itself.</summary>
    public void Accept(DeviceNumerics numerics)
    {
        var now = NowSeconds;
        _vitals.Take(numerics, now);
        Vitals = _vitals.Make(now);
    }

    /// <summary>The place in <see cref="Channels"/> of the channel with the device's index; -1 where the birth has none.</summary>
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
