using System.Collections.Immutable;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Simulation.Synthesis;

/// <summary>A stretch of simulated signals in memory, with its true beats.</summary>
public sealed class Played
{
    private readonly Dictionary<string, (double Rate, float[] Samples)> _channels = [];

    public Played(
        Scenario scenario,
        double seconds,
        ulong seed = 1,
        ImmutableArray<ChannelDeclaration> channels = default,
        double block = 0.25
    )
    {
        if (channels.IsDefault)
            channels = SimulatedMonitor.UsualChannels;
        Patient = new(seed, scenario, channels);
        foreach (var channel in channels)
            _channels[channel.Name] = (channel.Rate, new float[(int)(seconds * channel.Rate)]);
        for (var from = 0.0; from < seconds; from += block)
        {
            Patient.Advance(from + block);
            for (var i = 0; i < channels.Length; i++)
            {
                var first = (int)(from * channels[i].Rate);
                var end = Math.Min(
                    (int)((from + block) * channels[i].Rate),
                    _channels[channels[i].Name].Samples.Length
                );
                Patient.Render(i, first, _channels[channels[i].Name].Samples.AsSpan(first, end - first));
            }

            for (var i = Math.Max(Patient.Beats.Begin, Beats.Count); i < Patient.Beats.End; i++)
                Beats.Add(Patient.Beats[i]);
        }

        Beats.RemoveAll(b => b.Seconds >= seconds);
    }

    public Played(Rhythm rhythm, double seconds, params ImmutableArray<Disturbance> disturbances)
        : this(new Scenario("test", [new(0, rhythm, disturbances)]), seconds) { }

    public SimulatedPatient Patient { get; }

    public List<SimulatedBeat> Beats { get; } = [];

    public float[] this[string channel] => _channels[channel].Samples;

    /// <summary>The samples of a channel between two times.</summary>
    public ReadOnlySpan<float> Between(string channel, double from, double to)
    {
        var (rate, samples) = _channels[channel];
        return samples.AsSpan((int)(from * rate)..(int)(to * rate));
    }

    /// <summary>Power of a channel between two frequencies as a share of all but the mean.</summary>
    public double ShareOfPower(string channel, double from, double to, double lowHz, double highHz)
    {
        var samples = Between(channel, from, to).ToArray();
        var rate = _channels[channel].Rate;
        var mean = samples.Average();
        var all = samples.Sum(s => (s - mean) * (s - mean)) * samples.Length / 2;
        var within = 0.0;
        for (var k = 1; k < samples.Length / 2; k++)
        {
            if (k * rate / samples.Length < lowHz || k * rate / samples.Length > highHz)
                continue;
            var (re, im) = (0.0, 0.0);
            for (var n = 0; n < samples.Length; n++)
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * k * n / samples.Length);
                (re, im) = (re + samples[n] * cos, im + samples[n] * sin);
            }

            within += re * re + im * im;
        }

        return within / all;
    }

    /// <summary>The channel's mean over beats, from some seconds before to some after each R peak.</summary>
    public float[] Average(string channel, double before, double after, Func<SimulatedBeat, bool> which)
    {
        var (rate, samples) = _channels[channel];
        var mean = new float[(int)((before + after) * rate)];
        var count = 0;
        foreach (var beat in Beats.Where(which))
        {
            var first = (int)Math.Round((beat.Seconds - before) * rate);
            if (first < 0 || first + mean.Length > samples.Length)
                continue;
            count++;
            for (var i = 0; i < mean.Length; i++)
                mean[i] += samples[first + i];
        }

        return [.. mean.Select(m => m / count)];
    }
}
