using System.Numerics;
using WardGrid.Signals.Protocol;

namespace WardGrid.Simulation.Synthesis;

/// <summary>An ECG lead of a simulated patient.</summary>
/// <remarks>
/// The dynamical model of McSharry et al. (IEEE Trans Biomed Eng 2003) in explicit phase: each beat is a sum of bells
/// for P, Q, R, S and T, here with a dipole each, so that every lead of a patient sees the same heart.
/// </remarks>
internal sealed class EcgChannel : SimulatedChannel
{
    /// <summary>Standard deviation of a good amplifier's own noise, mV.</summary>
    private const float AmplifierNoise = 0.006f;

    /// <summary>Standard deviation of each axis of fibrillating ventricles at their coarsest, mV.</summary>
    private static readonly Vector3 VentricularSize = new(0.30f, 0.35f, 0.35f);

    /// <summary>The same of fibrillating atria: small, and largest towards the front, where V1 lies.</summary>
    private static readonly Vector3 AtrialSize = new(0.025f, 0.035f, 0.055f);

    private readonly SimulatedPatient _patient;
    private readonly Vector3 _lead;
    private readonly EcgDisturbances _disturbances;
    private Pcg32 _random;

    public EcgChannel(ChannelDeclaration declaration, SimulatedPatient patient, ref Pcg32 random)
        : base(declaration)
    {
        _patient = patient;
        _lead = LeadVector.Of(declaration.Code);
        _random = new(random.Next(), 4);
        _disturbances = new(declaration, patient.Breathing, ref random);
    }

    public override void Render(Span<float> to, double start, ScenarioStep step)
    {
        to.Clear();
        var rate = Declaration.Rate;
        if (Level(step, DisturbanceKind.LeadOff) > 0)
            return;

        var end = start + to.Length / rate;
        for (var i = _patient.Beats.End - 1; i >= _patient.Beats.Begin; i--)
        {
            ref readonly var beat = ref _patient.Beats[i];
            if (beat.Seconds + BeatWave.TailOut < start)
                break;
            if (beat.Seconds - BeatWave.LeadIn < end)
                AddBeat(to, start, rate, beat);
        }

        AddFibrillation(to, start, end, rate);
        Curves.AddNoise(to, ref _random, AmplifierNoise);
        _disturbances.AddTo(to, start, step);
    }

    private void AddBeat(Span<float> to, double start, double rate, in SimulatedBeat beat)
    {
        // The heart turns a little with the breath, which changes its size in every lead.
        var breath = 1 + 0.05f * _patient.Breathing.Volume(beat.Seconds);
        var stretch = Math.Clamp(Math.Sqrt(beat.Interval / _patient.RestingInterval), 0.6, 1.3);
        var (sin, cos) = MathF.SinCos(beat.Axis);
        // Turning the lead against the axis is the same as turning the dipole with it.
        var lead =
            new Vector3(cos * _lead.X + sin * _lead.Y, cos * _lead.Y - sin * _lead.X, _lead.Z)
            * _patient.Size(beat.Origin);
        foreach (var wave in BeatWave.Of(beat.Origin))
        {
            var centre = beat.Seconds + (wave.Stretches ? wave.Centre * stretch : wave.Centre);
            Curves.AddBell(to, start, rate, centre, wave.Width, breath * Vector3.Dot(wave.Dipole, lead));
        }
    }

    private void AddFibrillation(Span<float> to, double start, double end, double rate)
    {
        var (ventricular, ventricularEnd) = (
            _patient.VentricularFibrillation(start),
            _patient.VentricularFibrillation(end)
        );
        if (ventricular > 0 || ventricularEnd > 0)
            _patient.Ventricles.AddTo(to, start, rate, _lead * VentricularSize, ventricular, ventricularEnd);
        var (atrial, atrialEnd) = (_patient.AtrialFibrillation(start), _patient.AtrialFibrillation(end));
        if (atrial > 0 || atrialEnd > 0)
            _patient.Atria.AddTo(to, start, rate, _lead * AtrialSize, atrial, atrialEnd);
    }
}
