using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices.Conformance;

/// <summary>Measures one channel of a device: its rate, its gaps, its samples.</summary>
internal sealed class ChannelMeasure(ChannelDeclaration declared, ChannelDeclaration read)
{
    private readonly LineFit _rate = new();
    private (long Start, long TimeMicros)? _first;
    private long _next = -1;
    private long _received;

    /// <summary>The channel as the device declared it.</summary>
    public ChannelDeclaration Declared => declared;

    /// <summary>The channel as WardGrid reads it: its kind and unit.</summary>
    public ChannelDeclaration Read => read;

    public SampleMeasure Samples { get; } = new(declared.Rate);

    public long Gaps { get; private set; }

    public double LongestGapSeconds { get; private set; }

    /// <summary>Percent of the time without samples, from the first sample to the last.</summary>
    public double GapPercent
    {
        get
        {
            var span = _first is { } first ? _next - first.Start : 0;
            return span <= 0 ? 0 : Math.Max(0, 100.0 * (span - _received) / span);
        }
    }

    /// <summary>How much faster than declared the samples come by the device's clock, in parts per million.</summary>
    public double RatePpm => _rate.Slope * 1e6;

    /// <summary>Three standard errors of it.</summary>
    public double RateUncertaintyPpm => 3 * _rate.SlopeError * 1e6;

    public bool Sends => _received > 0;

    /// <summary>Takes the channel's samples of one bundle that is in order.</summary>
    public void Add(in WaveChannel wave, long timeMicros)
    {
        if (wave.Count == 0)
            return;
        if (_first is null)
            _first = (wave.Start, timeMicros);
        var seconds = (timeMicros - _first.Value.TimeMicros) / 1e6;
        _rate.Add(seconds, (wave.Start - _first.Value.Start) / declared.Rate - seconds);
        if (_next >= 0 && wave.Start > _next)
        {
            Gaps++;
            LongestGapSeconds = Math.Max(LongestGapSeconds, (wave.Start - _next) / declared.Rate);
        }

        _next = Math.Max(_next, wave.Start + wave.Count);
        _received += wave.Count;
        for (var i = 0; i < wave.Count; i++)
            Samples.Add(wave[i]);
    }

    /// <summary>Takes samples that came after later ones: they fill a gap.</summary>
    public void AddLate(in WaveChannel wave) => _received += wave.Count;

    /// <summary>The counters begin again.</summary>
    public void Begin()
    {
        (_first, _next) = (null, -1);
        _received = 0;
    }
}
