using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Simulation.Synthesis;

/// <summary>The numbers on a simulated monitor's screen; a number whose sensor is off is not shown.</summary>
internal sealed class SimulatedNumerics(SimulatedPatient patient, ImmutableArray<ChannelDeclaration> channels)
{
    /// <summary>Seconds over which a monitor averages its rates.</summary>
    private const double Averaging = 6;

    /// <summary>Seconds without a beat after which a monitor shows a rate of 0.</summary>
    private const double Silence = 4;

    /// <summary>The weakest pulse that an oximeter still detects, relative to the resting one.</summary>
    private const float WeakestPulse = 0.2f;

    /// <summary>
    /// Seconds of pressure over which the extremes are shown: a slow heart needs that long for one beat.
    /// </summary>
    private const int PressureSeconds = 3;

    private readonly Queue<(double Systolic, double Diastolic)> _pressures = new();
    private double _spo2 = double.NaN;

    /// <summary>The numbers at a time; called once a second.</summary>
    public ImmutableDictionary<int, double> At(double now)
    {
        var step = patient.Scenario.At(now);
        var shown = ImmutableDictionary.CreateBuilder<int, double>();
        // A saturation follows its cause within tens of seconds.
        _spo2 = double.IsNaN(_spo2) ? step.Spo2 : _spo2 + (step.Spo2 - _spo2) / 15;

        if (
            step.Rhythm.Kind != RhythmKind.VentricularFibrillation
            && Sees(step, SignalKind.Ecg, DisturbanceKind.LeadOff)
        )
            shown[Mdc.HeartRate] = Rate(now, 0);
        var pulse = Rate(now, WeakestPulse);
        if (pulse > 0 && Sees(step, SignalKind.Pleth, DisturbanceKind.ProbeOff))
        {
            shown[Mdc.PulseRate] = pulse;
            shown[Mdc.Spo2] = Math.Round(_spo2);
        }

        if (channels.Any(c => c.Kind == SignalKind.Respiration))
            shown[Mdc.RespirationRate] = Math.Round(patient.Breathing.Rate);
        ShowPressures(shown);
        return shown.ToImmutable();
    }

    private bool Sees(ScenarioStep step, SignalKind kind, DisturbanceKind off)
    {
        foreach (var channel in channels)
        {
            if (channel.Kind == kind && step.Level(off, channel.Name) == 0)
                return true;
        }

        return false;
    }

    private double Rate(double now, float weakest)
    {
        var (count, sum, last) = (0, 0.0, double.NegativeInfinity);
        for (var i = patient.Beats.Begin; i < patient.Beats.End; i++)
        {
            var beat = patient.Beats[i];
            if (beat.Seconds > now || beat.Seconds < now - Averaging || beat.Strength < weakest)
                continue;
            (count, sum, last) = (count + 1, sum + Math.Min(beat.Interval, Silence), beat.Seconds);
        }

        return now - last > Silence ? 0 : Math.Round(60 * count / sum);
    }

    private void ShowPressures(ImmutableDictionary<int, double>.Builder shown)
    {
        var now = patient.TakePressures();
        if (double.IsNaN(now.Systolic))
            return;
        _pressures.Enqueue(now);
        if (_pressures.Count > PressureSeconds)
            _pressures.Dequeue();
        var (systolic, diastolic) = (_pressures.Max(p => p.Systolic), _pressures.Min(p => p.Diastolic));
        shown[Mdc.ArterialSystolic] = Math.Round(systolic);
        shown[Mdc.ArterialDiastolic] = Math.Round(diastolic);
        shown[Mdc.ArterialMean] = Math.Round(diastolic + (systolic - diastolic) / 3);
    }
}
