using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Prototypes;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Records;
using WardGrid.Patients.Suppression;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients;

/// <summary>
/// The services that a patient's turns use: the records, the model, the suppression rules, the clock, and the ward's
/// view.
/// </summary>
/// <param name="Model">Scores alarms; null if there is none, and then nothing is refuted.</param>
/// <param name="Modes">The suppression rules in force, which say which refuted alarms may be silent.</param>
/// <param name="ModelDeadline">How long a turn waits for the model before the alarm is raised without it.</param>
public sealed record PatientDependencies(
    IAlarmLog Book,
    IAuditTrail Audit,
    IPatientStates States,
    IAlarmModel? Model,
    TimeSpan ModelDeadline,
    SuppressionModes Modes,
    IWardObserver Ward,
    TimeProvider Clock
)
{
    /// <summary>
    /// An alarm must not wait for a model. A score takes 0.7 ms to compute, so after 200 ms it is late.
    /// </summary>
    public static readonly TimeSpan UsualModelDeadline = TimeSpan.FromMilliseconds(200);

    /// <summary>The operating points at which alarms are refuted.</summary>
    public OperatingPoints Points { get; init; } = OperatingPoints.BuiltIn;

    /// <summary>The known alarms with which the evidence compares; null if there are none.</summary>
    public AlarmPrototypes? Prototypes { get; init; }

    /// <summary>Spreads the verifications of all patients' low-priority alarms over time.</summary>
    public LowPriorityVerifications LowPriority { get; } = new(Clock);

    /// <summary>The lane in which the verifications of all patients run.</summary>
    public VerificationLane Lane { get; init; } = new(VerificationLane.UsualWidth);

    /// <summary>The queue of the patients' minutes; null if trends are not stored.</summary>
    public TrendQueue? Minutes { get; init; }

    /// <summary>The mappings that people made for devices' channels; null if there are none.</summary>
    public ChannelMappings? ChannelMappings { get; init; }

    /// <summary>The mappings that people made for devices' alarm codes.</summary>
    public AlarmMappings AlarmMappings { get; init; } = new();
}
