namespace WardGrid.Simulation.Synthesis;

/// <summary>Produces the beats one after the other, by the rhythm in force.</summary>
/// <remarks>
/// Sinus intervals vary with the breath (respiratory sinus arrhythmia) and with the 0.1 Hz wave of blood pressure
/// control, as the tachogram of McSharry et al. (IEEE Trans Biomed Eng 2003) has it. Intervals of atrial fibrillation
/// are independent of each other. The stroke follows the filling time before the beat.
/// </remarks>
public sealed class Heart
{
    /// <summary>Seconds of a cycle in which the ventricle empties and does not fill.</summary>
    private const double NoFilling = 0.15;

    /// <summary>
    /// Seconds between beats at rest, 30 to 200 a minute: a scenario that begins slower or faster begins in the
    /// arrhythmia.
    /// </summary>
    private const double ShortestResting = 0.3,
        LongestResting = 2;

    private readonly Scenario _scenario;
    private readonly Breathing _breathing;
    private readonly double _restingInterval;
    private readonly float _slowTurn;
    private Pcg32 _random;
    private SimulatedBeat _last;
    private BeatOrigin _beforeLast;
    private SimulatedBeat? _planned;
    private double _axis;

    public Heart(Scenario scenario, Breathing breathing, ref Pcg32 random)
    {
        _scenario = scenario;
        _breathing = breathing;
        _restingInterval = Math.Clamp(
            60 / (scenario.Steps[0].Rhythm is { HasBeats: true } first ? first.Rate : 72),
            ShortestResting,
            LongestResting
        );
        _slowTurn = random.Uniform();
        _random = new(random.Next(), 2);
        _last = new(-_restingInterval * random.Uniform(), BeatOrigin.Sinus, (float)_restingInterval, 1, 0);
    }

    /// <summary>The resting stroke is calibrated to this interval between beats, seconds.</summary>
    public double RestingInterval => _restingInterval;

    /// <summary>The next beat; null if there is none before <paramref name="horizon"/> seconds.</summary>
    public SimulatedBeat? Next(double horizon)
    {
        // A beat beyond the horizon is kept: planning it again each time would favour short intervals.
        _planned ??= PlanNext();
        if (_planned.Value.Seconds >= horizon)
            return null;
        _beforeLast = _last.Origin;
        _last = _planned.Value;
        _planned = null;
        return _last;
    }

    private SimulatedBeat PlanNext()
    {
        var now = _last.Seconds;
        while (true)
        {
            var rhythm = _scenario.At(now).Rhythm;
            var change = _scenario.NextChange(now);
            if (rhythm.HasBeats)
            {
                var (origin, interval) = Plan(rhythm, now);
                if (now + interval <= change)
                    return Beat(now + interval, origin);
                if (_scenario.At(change).Rhythm is { HasBeats: true } next)
                {
                    // The first beat of a new rhythm comes at its own pace, not after the old interval.
                    var (nextOrigin, nextInterval) = Plan(next, change);
                    return Beat(Math.Min(now + interval, change + nextInterval), nextOrigin);
                }
            }

            if (double.IsPositiveInfinity(change))
                return new(change, BeatOrigin.Sinus, float.PositiveInfinity, 0, 0);
            now = change;
        }
    }

    private (BeatOrigin Origin, double Interval) Plan(Rhythm rhythm, double now)
    {
        var mean = 60 / rhythm.Rate;
        var afterEctopic = _last.Origin == BeatOrigin.Ventricular;
        switch (rhythm.Kind)
        {
            case RhythmKind.VentricularEctopy when !afterEctopic && _random.Uniform() < 0.125f:
            case RhythmKind.Bigeminy when !afterEctopic:
            case RhythmKind.Trigeminy when !afterEctopic && _beforeLast != BeatOrigin.Ventricular:
                return (
                    BeatOrigin.Ventricular,
                    mean * (rhythm.Coupling > 0 ? rhythm.Coupling : _random.Uniform(0.55f, 0.62f))
                );
            case RhythmKind.VentricularEctopy or RhythmKind.Bigeminy or RhythmKind.Trigeminy when afterEctopic:
                // The pause compensates for the early beat, because the sinus node keeps its own time.
                var pause = rhythm.Coupling > 0 ? 2 - rhythm.Coupling : 1.4;
                return (BeatOrigin.Sinus, mean * pause * (1 + 0.01 * _random.Gaussian()));
            case RhythmKind.AtrialFibrillation:
                return (BeatOrigin.Supraventricular, mean * Math.Clamp(1 + 0.24 * _random.Gaussian(), 0.5, 1.8));
            case RhythmKind.SupraventricularTachycardia:
                return (BeatOrigin.Supraventricular, mean * (1 + 0.008 * _random.Gaussian()));
            case RhythmKind.VentricularTachycardia:
                return (BeatOrigin.Ventricular, mean * (1 + 0.012 * _random.Gaussian()));
            case RhythmKind.PolymorphicVentricularTachycardia:
                return (BeatOrigin.Ventricular, mean * (1 + 0.06 * _random.Gaussian()));
            default:
                return (BeatOrigin.Sinus, mean * SinusVariation(now));
        }
    }

    private double SinusVariation(double now) =>
        1
        + 0.035 * Curves.Sine(_breathing.Turns(now))
        + 0.025 * Curves.Sine(0.1 * now + _slowTurn)
        + 0.008 * _random.Gaussian();

    private SimulatedBeat Beat(double at, BeatOrigin origin)
    {
        var interval = at - _last.Seconds;
        var filling = Math.Clamp((interval - NoFilling) / (_restingInterval - NoFilling), 0.08, 1.5);
        // Without the atrium's kick a ventricle fills less; one that begins the beat itself also contracts out of step.
        var share = origin switch
        {
            BeatOrigin.Ventricular => 0.6,
            BeatOrigin.Supraventricular => 0.9,
            _ => 1.0,
        };
        var turning = _scenario.At(at).Rhythm.Kind == RhythmKind.PolymorphicVentricularTachycardia;
        _axis = turning ? _axis + 0.35 + 0.1 * _random.Gaussian() : 0;
        return new(at, origin, (float)interval, (float)(filling * share), (float)_axis);
    }
}
