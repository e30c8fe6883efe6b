using WardGrid.Signals.Protocol;

namespace WardGrid.Simulation.Synthesis;

/// <summary>The arterial pressure of a simulated patient, in mmHg.</summary>
/// <remarks>
/// A two-element Windkessel, dP/dt = -(P - P0) / τ + inflow, with a half-sine of inflow per beat, a bell for the
/// reflected and one for the dicrotic wave: without beats the pressure falls to P0, and with weak and fast beats it
/// sinks.
/// </remarks>
internal sealed class PressureChannel : SimulatedChannel
{
    /// <summary>
    /// Seconds from the R peak to the upstroke at the radial artery: 0.09 s until the valve opens, the rest on the way.
    /// </summary>
    public const double TransitSeconds = 0.17;

    /// <summary>Seconds in which the arterial tree empties to 1/e.</summary>
    private const double Tau = 1.3;

    /// <summary>Pressure at which flow ceases, mmHg.</summary>
    private const double Closing = 18;

    private const double Ejection = 0.24;

    private readonly SimulatedPatient _patient;
    private readonly double _stroke;
    private double _pressure;
    private double _lowest = double.NaN;
    private double _highest = double.NaN;

    public PressureChannel(ChannelDeclaration declaration, SimulatedPatient patient, ref Pcg32 random)
        : base(declaration)
    {
        _patient = patient;
        var mean = random.Uniform(88, 102);
        // The inflow of a resting beat, so that inflow and outflow balance at the mean pressure.
        _stroke = (mean - Closing) * patient.RestingInterval / Tau;
        _pressure = mean;
    }

    /// <summary>
    /// The highest and lowest pressure since this was last asked, mmHg; NaN where nothing was rendered.
    /// </summary>
    public (double Systolic, double Diastolic) TakeExtremes()
    {
        var extremes = (_highest, _lowest);
        _highest = _lowest = double.NaN;
        return extremes;
    }

    public override void Render(Span<float> to, double start, ScenarioStep step)
    {
        to.Clear();
        var rate = Declaration.Rate;
        var end = start + to.Length / rate;
        for (var i = _patient.Beats.End - 1; i >= _patient.Beats.Begin; i--)
        {
            ref readonly var beat = ref _patient.Beats[i];
            if (beat.Seconds + 1.2 < start)
                break;
            if (beat.Seconds + TransitSeconds < end)
                AddInflow(to, start, rate, beat);
        }

        var decay = 1 - Math.Exp(-1 / (Tau * rate));
        for (var i = 0; i < to.Length; i++)
        {
            _pressure += to[i] - decay * (_pressure - Closing);
            to[i] = (float)_pressure;
        }

        for (var i = _patient.Beats.End - 1; i >= _patient.Beats.Begin && _patient.Beats[i].Seconds + 1.2 >= start; i--)
        {
            var beat = _patient.Beats[i];
            Curves.AddBell(to, start, rate, beat.Seconds + TransitSeconds + 0.12, 0.035, 15 * beat.Strength);
            Curves.AddBell(to, start, rate, beat.Seconds + TransitSeconds + 0.36, 0.035, 6 * beat.Strength);
        }

        for (var i = 0; i < to.Length; i++)
        {
            to[i] += 1.5f * _patient.Breathing.Volume(start + i / rate);
            _highest = double.IsNaN(_highest) ? to[i] : Math.Max(_highest, to[i]);
            _lowest = double.IsNaN(_lowest) ? to[i] : Math.Min(_lowest, to[i]);
        }
    }

    private void AddInflow(Span<float> to, double start, double rate, in SimulatedBeat beat)
    {
        var begin = beat.Seconds + TransitSeconds;
        var from = Math.Max(0, (int)Math.Ceiling((begin - start) * rate));
        var end = Math.Min(to.Length, (int)Math.Ceiling((begin + Ejection - start) * rate));
        // A half-sine of unit height has the area 2/π of its length.
        var height = _stroke * beat.Strength / (2 / Math.PI * Ejection * rate);
        for (var i = from; i < end; i++)
            to[i] += (float)(height * Curves.Sine((start + i / rate - begin) / (2 * Ejection)));
    }
}
