using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices.Previews;

/// <summary>The last seconds of one channel, by its own sample numbers.</summary>
internal sealed class PreviewTrace
{
    /// <summary>Points of a drawn trace: one for each pixel of its width.</summary>
    private const int Points = 500;

    /// <summary>Seconds of samples before a rate is told.</summary>
    private const double LeastForRate = 2;

    private readonly short[] _samples;
    private (long Sample, DateTimeOffset At)? _first;
    private DateTimeOffset _last;
    private long _end;

    /// <param name="rate">Samples per second, as declared.</param>
    /// <param name="seconds">How much is kept.</param>
    public PreviewTrace(double rate, double seconds)
    {
        _samples = new short[Math.Max(1, (int)(rate * seconds))];
        Array.Fill(_samples, ChannelDeclaration.Missing);
    }

    public void Add(in WaveChannel wave, DateTimeOffset at)
    {
        if (wave.Count == 0)
            return;
        var end = wave.Start + wave.Count;
        // Far behind: the counters began again.
        if (end < _end - _samples.Length)
            Clear();
        // What was skipped is missing.
        for (var n = Math.Max(_end, end - _samples.Length); n < wave.Start; n++)
            _samples[n % _samples.Length] = ChannelDeclaration.Missing;
        for (var i = Math.Max(0, wave.Count - _samples.Length); i < wave.Count; i++)
            _samples[(wave.Start + i) % _samples.Length] = wave[i];
        _first ??= (end, at);
        (_end, _last) = (Math.Max(_end, end), at);
    }

    /// <summary>Samples per second by the clock of the server.</summary>
    public double? Rate
    {
        get
        {
            if (_first is not { } first)
                return null;
            var seconds = (_last - first.At).TotalSeconds;
            return seconds < LeastForRate ? null : (_end - first.Sample) / seconds;
        }
    }

    /// <summary>All that is kept, in the channel's unit; the newest last.</summary>
    public float[] Samples(ChannelDeclaration declared)
    {
        var samples = new float[_samples.Length];
        var begin = _end - _samples.Length;
        for (var i = 0; i < samples.Length; i++)
            samples[i] = begin + i < 0 ? float.NaN : declared.Physical(_samples[(begin + i) % _samples.Length]);
        return samples;
    }

    /// <summary>
    /// The last seconds for drawing: of each group of samples the one that lies farthest from the group before it, so
    /// that no peak is lost.
    /// </summary>
    public ImmutableArray<float> Drawn(ChannelDeclaration declared, double seconds)
    {
        var all = Samples(declared);
        var shown = all.AsSpan(Math.Max(0, all.Length - (int)(declared.Rate * seconds)));
        var points = Math.Min(Points, shown.Length);
        var drawn = ImmutableArray.CreateBuilder<float>(points);
        var before = float.NaN;
        for (var p = 0; p < points; p++)
        {
            var (from, to) = (p * shown.Length / points, (p + 1) * shown.Length / points);
            before = Farthest(shown[from..to], before);
            drawn.Add(before);
        }

        return drawn.ToImmutable();
    }

    private void Clear()
    {
        Array.Fill(_samples, ChannelDeclaration.Missing);
        (_first, _end) = (null, 0);
    }

    private static float Farthest(ReadOnlySpan<float> group, float from)
    {
        var farthest = float.NaN;
        foreach (var sample in group)
        {
            if (float.IsNaN(farthest) || Math.Abs(sample - from) > Math.Abs(farthest - from))
                farthest = sample;
        }

        return farthest;
    }
}
