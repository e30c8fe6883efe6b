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
/// What a patient's turns rest on: the records, the model, the rules of suppression, the clock, and
/// the ward that watches.
/// </summary>
/// <param name="Model">Scores alarms; null where rules alone decide.</param>
/// <param name="Modes">Which refuted alarms may be silent, as it is in force at each moment.</param>
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
    /// <summary>A nurse waits for no model: the score of 0.7 ms of computing is late after 200 ms.</summary>
    public static readonly TimeSpan UsualModelDeadline = TimeSpan.FromMilliseconds(200);

    /// <summary>Where alarms are refuted.</summary>
    public OperatingPoints Points { get; init; } = OperatingPoints.BuiltIn;

    /// <summary>The typical alarms that the evidence names; null where there are none.</summary>
    public AlarmPrototypes? Prototypes { get; init; }

    /// <summary>Where the low-priority alarms of all patients wait for each other.</summary>
    public LowPriorityVerifications LowPriority { get; } = new(Clock);

    /// <summary>Where the patients leave their minutes; null where nobody keeps them.</summary>
    public TrendQueue? Minutes { get; init; }

    /// <summary>What people have said that devices' channels measure; null where nobody can say so.</summary>
    public ChannelMappings? ChannelMappings { get; init; }
}
