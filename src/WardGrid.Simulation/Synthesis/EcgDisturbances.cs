using WardGrid.Signals.Protocol;

namespace WardGrid.Simulation.Synthesis;

/// <summary>Adds the disturbances of one ECG lead to its clean samples.</summary>
internal sealed class EcgDisturbances
{
    /// <summary>Mains in Europe and most of the world, Hz.</summary>
    private const double MainsHz = 50;

    private readonly string _channel;
    private readonly double _rate;
    private readonly Breathing _breathing;
    private readonly float _turn;
    private readonly float _gain;
    private Pcg32 _random;
    private double _motion;
    private double _movementTurns;

    public EcgDisturbances(ChannelDeclaration declaration, Breathing breathing, ref Pcg32 random)
    {
        (_channel, _rate, _breathing) = (declaration.Name, declaration.Rate, breathing);
        _turn = random.Uniform();
        // Each lead has another position relative to the disturbance.
        _gain = random.Uniform(0.7f, 1.3f);
        _random = new(random.Next(), 5);
    }

    public void AddTo(Span<float> to, double start, ScenarioStep step)
    {
        if (step.Level(DisturbanceKind.BaselineWander, _channel) is > 0 and var wander)
            AddWander(to, start, wander);
        if (step.Level(DisturbanceKind.MuscleNoise, _channel) is > 0 and var muscle)
            AddMuscle(to, start, muscle);
        AddMotion(to, step.Level(DisturbanceKind.ElectrodeMotion, _channel));
        if (step.Level(DisturbanceKind.Mains, _channel) is > 0 and var mains)
            AddMains(to, start, mains);
        if (step.Level(DisturbanceKind.RhythmicMotion, _channel) is > 0 and var movement)
            AddRhythmicMotion(to, movement);
    }

    private void AddWander(Span<float> to, double start, float level)
    {
        for (var i = 0; i < to.Length; i++)
        {
            var t = start + i / _rate;
            to[i] +=
                _gain
                * level
                * (0.35f * Curves.Sine(_breathing.Turns(t) + _turn) + 0.45f * Curves.Sine(0.07 * t + _turn));
        }
    }

    private void AddMuscle(Span<float> to, double start, float level)
    {
        // Tension comes and goes within seconds.
        var tension = 0.7f + 0.3f * Curves.Sine(0.23 * start + _turn);
        Curves.AddNoise(to, ref _random, 0.12f * _gain * level * tension);
    }

    private void AddMotion(Span<float> to, float level)
    {
        if (level == 0 && Math.Abs(_motion) < 0.001)
            return;
        // An amplifier returns to its baseline within about 0.4 s.
        var decay = Math.Exp(-1 / (0.4 * _rate));
        var chance = (float)(1.6 / _rate);
        foreach (ref var sample in to)
        {
            _motion *= decay;
            if (level > 0 && _random.Uniform() < chance)
                _motion += 1.2 * _gain * level * _random.Gaussian();
            sample += (float)_motion;
        }
    }

    private void AddMains(Span<float> to, double start, float level)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] += 0.15f * _gain * level * Curves.Sine(MainsHz * (start + i / _rate) + _turn);
    }

    private void AddRhythmicMotion(Span<float> to, float level)
    {
        // About 170 swings a minute, uneven by a few per cent, as arms move.
        var perSample = (2.85 + 0.12 * _random.Gaussian()) / _rate;
        foreach (ref var sample in to)
        {
            _movementTurns += perSample;
            sample +=
                _gain * level * (0.8f * Curves.Sine(_movementTurns) + 0.25f * Curves.Sine(2 * _movementTurns + _turn));
        }
    }
}
