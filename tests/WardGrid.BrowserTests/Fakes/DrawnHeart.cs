using System.Buffers;
using System.Collections.Immutable;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>A heart drawn from a few bell curves: enough to look at, nothing to analyse.</summary>
internal sealed class DrawnHeart(double rate, int seed, ImmutableArray<ChannelDeclaration>? channels = null)
{
    public static readonly ImmutableArray<ChannelDeclaration> Channels =
    [
        new(0, "II", Mdc.EcgLeadII, 250, "mV", 200, 0),
        new(1, "V1", Mdc.EcgLeadV1, 250, "mV", 200, 0),
        new(2, "Pleth", Mdc.Pleth, 125, "1", 1000, 0),
        new(3, "ABP", Mdc.ArterialPressureWave, 125, "mmHg", 20, 0),
        new(4, "Resp", Mdc.RespirationWave, 62.5, "Ohm", 1000, 0),
    ];

    private uint _sequence;

    /// <summary>Peak of random noise on an ECG lead, mV: sound, and under muscle noise.</summary>
    private const double Sound = 0.015,
        Shivering = 0.5;

    private readonly ImmutableArray<ChannelDeclaration> _channels = channels ?? Channels;

    private readonly QualityIssues[] _spoilt = new QualityIssues[32];

    /// <summary>What is wrong with a channel from now on.</summary>
    public void Spoil(int channel, QualityIssues issues) => _spoilt[channel] = issues;

    /// <summary>
    /// Writes the bundle of the samples from <paramref name="from"/> to <paramref name="to"/> seconds of the epoch.
    /// </summary>
    public ReadOnlyMemory<byte> Frame(uint epoch, double from, double to, DateTimeOffset at)
    {
        var frame = new ArrayBufferWriter<byte>();
        WaveFrameWriter.WriteHeader(frame, epoch, ++_sequence, at.ToUnixTimeMilliseconds() * 1000, _channels.Length);
        foreach (var channel in _channels)
        {
            var start = (long)Math.Ceiling(from * channel.Rate);
            WaveFrameWriter.WriteChannel(
                frame,
                channel.Index,
                start,
                Samples(channel, start, (long)Math.Ceiling(to * channel.Rate))
            );
        }

        return frame.WrittenMemory;
    }

    public short[] Samples(ChannelDeclaration channel, long start, long end)
    {
        var samples = new short[end - start];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (short)Math.Clamp(Value(channel, (start + i) / channel.Rate) * channel.Gain, -32000, 32000);
        return samples;
    }

    private double Value(ChannelDeclaration channel, double t)
    {
        // Each heart at its own phase, so that a wall does not beat as one.
        var beat = (t + seed * 0.37) * rate / 60 % 1;
        var issues = _spoilt[channel.Index];
        if (issues.HasFlag(QualityIssues.Flat))
            return channel.Kind == SignalKind.Pleth ? 1 : 0;
        var noise =
            (issues.HasFlag(QualityIssues.HighFrequencyNoise) ? Shivering : Sound)
            * (Jitter(t, 977) + Jitter(t, 353))
            / 2;
        var motion = issues.HasFlag(QualityIssues.Motion) ? 0.9 * Math.Sin(t * 5.1) * Math.Sin(t * 1.7) : 0;
        return motion
            + channel.Name switch
            {
                "II" => Bell(beat, 0.20, 0.022, 0.12)
                    + Bell(beat, 0.335, 0.007, -0.12)
                    + Bell(beat, 0.35, 0.009, 1.1)
                    + Bell(beat, 0.368, 0.009, -0.22)
                    + Bell(beat, 0.60, 0.045, 0.28)
                    + noise,
                "V1" => Bell(beat, 0.20, 0.022, 0.07)
                    + Bell(beat, 0.35, 0.007, 0.25)
                    + Bell(beat, 0.368, 0.011, -0.9)
                    + Bell(beat, 0.60, 0.045, -0.1)
                    + noise,
                "Pleth" => 1 + Pulse(beat - 0.62) + 0.1 * Math.Sin(t * 1.6),
                "ABP" => 72 + 50 * Pulse(beat - 0.55),
                _ => 0.5 * Math.Sin(2 * Math.PI * t * 0.27 + seed),
            };
    }

    private static double Pulse(double at)
    {
        var phase = at - Math.Floor(at);
        return Bell(phase, 0.18, 0.075, 1) + Bell(phase, 0.45, 0.10, 0.38);
    }

    private static double Bell(double x, double centre, double width, double height) =>
        height * Math.Exp(-(x - centre) * (x - centre) / (2 * width * width));

    private static double Jitter(double t, double k) =>
        2 * (Math.Sin(t * k * 12.9898) * 43758.5453 - Math.Floor(Math.Sin(t * k * 12.9898) * 43758.5453)) - 1;
}
