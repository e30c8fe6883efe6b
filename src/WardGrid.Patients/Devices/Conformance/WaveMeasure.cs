using System.Buffers;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices.Conformance;

/// <summary>Measures the wave bundles of a device against its birth.</summary>
internal sealed class WaveMeasure(TimeSpan length)
{
    private readonly ArrayBufferWriter<byte> _binary = new();
    private readonly SequenceMeasure _sequence = new();
    private Dictionary<int, ChannelMeasure> _byIndex = [];
    private DeviceBirth? _birth;
    private uint? _epoch;
    private (int Index, long End, long TimeMicros)? _newestEcg;

    public SequenceMeasure Sequence => _sequence;

    public ClockMeasure Clock { get; } = new(length);

    public LeadMeasure Leads { get; } = new();

    public IEnumerable<ChannelMeasure> Channels => _byIndex.Values;

    /// <summary>The shortest and the longest bundle in seconds of samples; NaN without any.</summary>
    public double Shortest { get; private set; } = double.NaN;

    public double Longest { get; private set; } = double.NaN;

    /// <summary>Takes the channels of a birth; what was measured of channels that stay goes on.</summary>
    public void Birth(DeviceBirth declared, DeviceBirth read)
    {
        if (_birth is not null && _birth.Channels.SequenceEqual(declared.Channels))
            return;
        _birth = declared;
        _byIndex = declared
            .Channels.Zip(read.Channels)
            .ToDictionary(pair => pair.First.Index, pair => new ChannelMeasure(pair.First, pair.Second));
        Leads.Birth(read);
    }

    public void Add(ReadOnlyMemory<byte> payload, DateTimeOffset at)
    {
        var binary = payload;
        if (WaveFrameJson.IsJson(payload.Span))
        {
            _binary.ResetWrittenCount();
            if (WaveFrameJson.TryConvert(payload.Span, _binary).IsRefused)
                return;
            binary = _binary.WrittenMemory;
        }

        if (!WaveFrame.TryRead(binary.Span, out var frame).IsRefused)
            Add(frame, at);
    }

    /// <summary>When a sample of the first ECG channel was taken, by the device's clock; null if not known.</summary>
    public DateTimeOffset? TimeOf(long? sample)
    {
        if (sample is not { } number || _newestEcg is not { } newest)
            return null;
        var seconds = (number - newest.End) / _byIndex[newest.Index].Declared.Rate;
        return DateTimeOffset.UnixEpoch.AddMicroseconds(newest.TimeMicros + seconds * 1e6);
    }

    private void Add(in WaveFrame frame, DateTimeOffset at)
    {
        if (_epoch != frame.Epoch)
            Begin(frame.Epoch);
        var step = _sequence.Add(frame.Epoch, frame.Sequence);
        if (step == SequenceStep.Repeated)
            return;
        var seconds = 0.0;
        foreach (var wave in frame)
        {
            if (!_byIndex.TryGetValue(wave.Index, out var channel))
                continue;
            seconds = Math.Max(seconds, wave.Count / channel.Declared.Rate);
            if (step == SequenceStep.Late)
                channel.AddLate(wave);
            else
                Add(channel, wave, frame.TimeMicros);
        }

        if (step == SequenceStep.New && seconds > 0)
            EndOfBundle(frame.TimeMicros, seconds, at);
    }

    private void Add(ChannelMeasure channel, in WaveChannel wave, long timeMicros)
    {
        channel.Add(wave, timeMicros);
        if (channel.Read.Kind != SignalKind.Ecg || wave.Count == 0)
            return;
        Leads.Add(wave);
        if (_newestEcg is null || _newestEcg.Value.Index == wave.Index)
            _newestEcg = (wave.Index, wave.Start + wave.Count, timeMicros + Micros(channel, wave.Count));
    }

    private static long Micros(ChannelMeasure channel, int samples) =>
        (long)(samples / channel.Declared.Rate * 1_000_000);

    private void EndOfBundle(long timeMicros, double seconds, DateTimeOffset at)
    {
        (Shortest, Longest) = double.IsNaN(Shortest)
            ? (seconds, seconds)
            : (Math.Min(Shortest, seconds), Math.Max(Longest, seconds));
        if (_newestEcg is { } ecg)
            Leads.EndOfBundle(ecg.End);
        if (!DeviceTime.Read(timeMicros, at, out var begin).IsRefused)
            Clock.Add(begin.AddSeconds(seconds), at);
    }

    private void Begin(uint epoch)
    {
        _epoch = epoch;
        _newestEcg = null;
        Leads.Begin();
        foreach (var channel in _byIndex.Values)
            channel.Begin();
    }
}
