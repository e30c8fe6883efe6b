using WardGrid.Signals.Protocol;

namespace WardGrid.Simulation.Synthesis;

/// <summary>The chest's impedance of a simulated patient, in ohm.</summary>
internal sealed class RespirationChannel : SimulatedChannel
{
    private readonly SimulatedPatient _patient;
    private Pcg32 _random;

    public RespirationChannel(ChannelDeclaration declaration, SimulatedPatient patient, ref Pcg32 random)
        : base(declaration)
    {
        _patient = patient;
        _random = new(random.Next(), 7);
    }

    public override void Render(Span<float> to, double start, ScenarioStep step)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] = _patient.Breathing.Volume(start + i / Declaration.Rate);
        // The volume of the heart is visible too.
        for (var i = _patient.Beats.End - 1; i >= _patient.Beats.Begin && _patient.Beats[i].Seconds + 0.8 >= start; i--)
            Curves.AddBell(
                to,
                start,
                Declaration.Rate,
                _patient.Beats[i].Seconds + 0.25,
                0.07,
                0.05f * _patient.Beats[i].Strength
            );
        Curves.AddNoise(to, ref _random, 0.01f);
    }
}
