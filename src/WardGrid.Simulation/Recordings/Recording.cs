using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Simulation.Recordings;

/// <summary>A record in memory: its header and the raw samples of every signal.</summary>
/// <remarks>
/// A missing sample is <see cref="ChannelDeclaration.Missing"/> whatever the file's format, and NaN in physical units.
/// </remarks>
public sealed class Recording
{
    private readonly ImmutableArray<short[]> _raw;

    internal Recording(RecordingHeader header, ImmutableArray<short[]> raw)
    {
        Header = header;
        _raw = raw;
        Length = raw.IsEmpty ? 0 : raw[0].Length;
    }

    public RecordingHeader Header { get; }

    /// <summary>Samples of each signal.</summary>
    public int Length { get; }

    public ReadOnlySpan<short> Raw(int signal) => _raw[signal];

    /// <summary>One whole signal in its physical unit, NaN where a sample is missing.</summary>
    public float[] Physical(int signal)
    {
        var samples = new float[Length];
        Physical(signal, 0, samples);
        return samples;
    }

    /// <summary>A record of pieces of this one, one after the other.</summary>
    /// <param name="pieces">The first sample of each piece, and the first one after it.</param>
    public Recording Joined(params ReadOnlySpan<(int From, int To)> pieces)
    {
        var joined = ImmutableArray.CreateBuilder<short[]>();
        foreach (var signal in _raw)
        {
            var samples = new List<short>();
            foreach (var (from, to) in pieces)
                samples.AddRange(signal.AsSpan(from, to - from));
            joined.Add([.. samples]);
        }

        var length = joined.Count == 0 ? 0 : joined[0].Length;
        return new(Header with { Length = length }, joined.ToImmutable());
    }

    /// <summary>
    /// Part of a signal in its physical unit; NaN where a sample is missing or lies outside the record.
    /// </summary>
    public void Physical(int signal, int start, Span<float> to)
    {
        var (raw, gain, baseline) = (_raw[signal], Header.Signals[signal].Gain, Header.Signals[signal].Baseline);
        for (var i = 0; i < to.Length; i++)
        {
            var at = start + i;
            to[i] =
                at < 0 || at >= raw.Length || raw[at] == ChannelDeclaration.Missing
                    ? float.NaN
                    : (float)((raw[at] - baseline) / gain);
        }
    }
}
