using WardGrid.Signals;
using WardGrid.Signals.Rhythm;

namespace WardGrid.Alarms.Conditions;

/// <summary>
/// A fibrillatory, flutter or oscillatory waveform for 4 seconds on every lead that carries a signal.
/// </summary>
/// <remarks>
/// Source: CinC Challenge 2015. A lead shows it where the mean of its last three judgements
/// (<see cref="FibrillatingLead.Odds"/>) is above even odds; the rule was fixed on vfdb, cudb and simulated patients
/// before it met an alarm (models/cards/own-alarms-history.md). Noise on every lead looks alike, so a pulse that goes
/// on through it speaks against: no heart that fibrillates moves blood. Where no pulse channel is connected, the leads
/// alone decide. A fast uniform tachycardia is a flutter to the eye: where a lead shows regular ventricular beats in
/// it, it is left to <see cref="VentricularTachycardia"/>; where none are found, it is raised here, since both call for
/// the same response.
/// </remarks>
public sealed class VentricularFibrillation : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.VentricularFibrillation;

    public AlarmPriority Priority => AlarmPriority.High;

    /// <summary>
    /// Two seconds beyond those that are looked at: a hand on the electrodes looks like fibrillation,
    /// but seldom for so long.
    /// </summary>
    public double OnsetSeconds => 2;

    /// <summary>
    /// Fibrillation waxes and wanes: what comes back within seconds is the same
    /// (models/cards/own-alarms.md, relief times).
    /// </summary>
    public double ReliefSeconds => 20;

    public Presence Judge(BedSignals signals, AlarmLimits limits) =>
        BedFibrillation.IsShown(signals.Channels, signals.NowSeconds) switch
        {
            null => Presence.Unknown,
            true => Presence.Present,
            false => Presence.Absent,
        };

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"Fibrillatory waveform for {FibrillationMeasure.Seconds:0} s on every ECG lead";
}
