using WardGrid.Signals.Protocol;

namespace WardGrid.Simulation.Synthesis;

/// <summary>The pleth wave of a simulated patient, in arbitrary units of about 1 from trough to peak.</summary>
internal sealed class PlethChannel : SimulatedChannel
{
    /// <summary>Seconds from the R peak to the steepest upstroke at the finger.</summary>
    public const double TransitSeconds = 0.30;

    private readonly SimulatedPatient _patient;
    private Pcg32 _random;
    private double _swing;
    private double _swingSpeed;

    public PlethChannel(ChannelDeclaration declaration, SimulatedPatient patient, ref Pcg32 random)
        : base(declaration)
    {
        _patient = patient;
        _random = new(random.Next(), 6);
    }

    public override void Render(Span<float> to, double start, ScenarioStep step)
    {
        to.Clear();
        var rate = Declaration.Rate;
        if (Level(step, DisturbanceKind.ProbeOff) > 0)
            return;

        var end = start + to.Length / rate;
        for (var i = _patient.Beats.End - 1; i >= _patient.Beats.Begin; i--)
        {
            ref readonly var beat = ref _patient.Beats[i];
            if (beat.Seconds + 1.6 < start)
                break;
            if (beat.Seconds < end)
                AddPulse(to, start, rate, beat);
        }

        for (var i = 0; i < to.Length; i++)
            to[i] += 0.05f * _patient.Breathing.Volume(start + i / rate);
        Curves.AddNoise(to, ref _random, 0.004f);
        if (Level(step, DisturbanceKind.ProbeMotion) is > 0 and var motion)
            AddMotion(to, rate, motion);
    }

    private static void AddPulse(Span<float> to, double start, double rate, in SimulatedBeat beat)
    {
        // In a fast rhythm there is no time for a long run-off.
        var pace = Math.Clamp(beat.Interval / 0.8, 0.45, 1);
        var foot = beat.Seconds + TransitSeconds;
        var height = beat.Strength;
        Curves.AddBell(to, start, rate, foot + 0.075, 0.075, height);
        Curves.AddBell(to, start, rate, foot + 0.075 + 0.20 * pace, 0.10 * pace, 0.55f * height);
        Curves.AddBell(to, start, rate, foot + 0.075 + 0.40 * pace, 0.12 * pace, 0.28f * height);
    }

    private void AddMotion(Span<float> to, double rate, float level)
    {
        // A hand on a spring of 1.5 Hz, pushed at random.
        var stiffness = Math.Pow(2 * Math.PI * 1.5 / rate, 2);
        foreach (ref var sample in to)
        {
            _swingSpeed += -stiffness * _swing - 0.06 * _swingSpeed + 0.035 * level * _random.Gaussian();
            _swing += _swingSpeed;
            sample += (float)_swing;
        }
    }
}
