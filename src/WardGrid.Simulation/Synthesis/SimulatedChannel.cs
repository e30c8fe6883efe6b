using WardGrid.Signals.Protocol;

namespace WardGrid.Simulation.Synthesis;

/// <summary>One waveform of a simulated patient, block after block in physical units.</summary>
internal abstract class SimulatedChannel(ChannelDeclaration declaration)
{
    public ChannelDeclaration Declaration { get; } = declaration;

    /// <summary>
    /// Fills a block whose first sample lies at <paramref name="start"/> seconds; blocks come in
    /// order and without gaps.
    /// </summary>
    public abstract void Render(Span<float> to, double start, ScenarioStep step);

    /// <summary>The size of a disturbance on this channel in a step; 0 if there is none.</summary>
    protected float Level(ScenarioStep step, DisturbanceKind kind) => step.Level(kind, Declaration.Name);
}
