using System.Numerics;
using WardGrid.Signals.Windows;

namespace WardGrid.Simulation.Synthesis;

/// <summary>A chaotic dipole: the fibrillatory waves of atria or ventricles.</summary>
/// <remarks>
/// Noise through a two-pole resonator on each axis, y[n] = 2r cos ω y[n-1] - r² y[n-2] + g w[n]: band-limited around
/// its centre, never periodic. Computed at <see cref="GridRate"/> for all leads of a patient and interpolated, so that
/// the leads belong together.
/// </remarks>
internal sealed class Fibrillation
{
    /// <summary>Steps per second; its waves end well below 15 Hz.</summary>
    public const double GridRate = 125;

    private readonly RingBuffer<Vector3> _dipoles = new(256);
    private readonly float _a1;
    private readonly float _a2;
    private readonly float _gain;
    private Pcg32 _random;
    private Vector3 _one;
    private Vector3 _two;

    /// <param name="centre">Hz.</param>
    /// <param name="bandwidth">Hz between the half-power points.</param>
    public Fibrillation(double centre, double bandwidth, ref Pcg32 random)
    {
        var r = Math.Exp(-Math.PI * bandwidth / GridRate);
        var angle = 2 * Math.PI * centre / GridRate;
        _a1 = (float)(2 * r * Math.Cos(angle));
        _a2 = (float)(-r * r);
        // The variance of such a resonator under unit noise, so that each axis has a standard deviation of 1.
        var variance = (1 + r * r) / ((1 - r * r) * (1 + r * r * r * r - 2 * r * r * Math.Cos(2 * angle)));
        _gain = (float)(1 / Math.Sqrt(variance));
        _random = new(random.Next(), 3);
    }

    /// <summary>
    /// Computes up to a time, in steps of at most a second, so that the samples asked for are still in the buffer.
    /// </summary>
    public void Advance(double seconds)
    {
        var place = _random.Next();
        while (_dipoles.End < seconds * GridRate + 2)
        {
            // Three far places of the table, so that the axes do not follow each other.
            var noise = new Vector3(Curves.Noise(place), Curves.Noise(place + 2731), Curves.Noise(place + 5462));
            place++;
            var next = _a1 * _one + _a2 * _two + _gain * noise;
            (_two, _one) = (_one, next);
            _dipoles.Add(next);
        }
    }

    /// <summary>Adds the waves in a lead; their size changes from one amplitude to another over the samples.</summary>
    /// <param name="lead">The lead's vector times the size of each axis, mV.</param>
    public void AddTo(Span<float> to, double start, double rate, Vector3 lead, float fromAmplitude, float toAmplitude)
    {
        var step = (toAmplitude - fromAmplitude) / to.Length;
        var seen = (Number: -1L, This: 0f, Next: 0f);
        for (var i = 0; i < to.Length; i++)
        {
            var place = (start + i / rate) * GridRate;
            var number = (long)place;
            if (number != seen.Number)
                seen = (number, Vector3.Dot(_dipoles[number], lead), Vector3.Dot(_dipoles[number + 1], lead));
            to[i] += (fromAmplitude + i * step) * (seen.This + (float)(place - number) * (seen.Next - seen.This));
        }
    }
}
