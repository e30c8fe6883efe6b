namespace WardGrid.Simulation.Synthesis;

/// <summary>A patient's breath as a function of time: rate and depth wander slowly.</summary>
public sealed class Breathing
{
    private readonly double _perSecond;
    private readonly float _rateTurn;
    private readonly float _depthTurn;

    /// <param name="rate">Breaths per minute.</param>
    public Breathing(double rate, ref Pcg32 random)
    {
        Rate = rate;
        _perSecond = rate / 60;
        (_rateTurn, _depthTurn) = (random.Uniform(), random.Uniform());
    }

    /// <summary>Mean breaths per minute.</summary>
    public double Rate { get; }

    /// <summary>The phase in turns: a breath begins at each whole number.</summary>
    public double Turns(double seconds) => _perSecond * seconds + 0.06 * Curves.Sine(0.013 * seconds + _rateTurn);

    /// <summary>The chest's volume change against rest, about -1 to 1.</summary>
    public float Volume(double seconds)
    {
        var turns = Turns(seconds);
        var depth = 1 + 0.15f * Curves.Sine(0.021 * seconds + _depthTurn);
        // The second harmonic makes breathing in quicker than breathing out.
        return depth * (0.85f * Curves.Sine(turns) + 0.18f * Curves.Sine(2 * turns));
    }
}
