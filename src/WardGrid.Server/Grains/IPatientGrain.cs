using Orleans.Concurrency;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Grains;

/// <summary>One monitored patient in the cluster; the key is the patient's id.</summary>
/// <remarks>
/// A shell over <see cref="Patient"/>: Orleans gives the address and the turns. Aliases, not names, cross from silo to
/// silo, so that silos of two versions can live beside each other during a rolling upgrade: an alias never
/// changes its meaning.
/// </remarks>
[Alias("wardgrid.patient")]
public interface IPatientGrain : IGrainWithStringKey
{
    /// <summary>Hands over one message of the patient's device, in the device's own bytes.</summary>
    [Alias("accept")]
    Task<Refusal> AcceptAsync(MessageKind kind, [Immutable] byte[] payload, DateTimeOffset receivedAt);

    /// <summary>
    /// Completes when what was decided so far is durable; throws <see cref="RecordsUnavailableException"/> where it
    /// could not be written.
    /// </summary>
    /// <remarks>
    /// Interleaves: the device's acknowledgement waits for the records, the patient's other frames do not.
    /// </remarks>
    [Alias("settle"), AlwaysInterleave]
    Task SettleAsync();

    [Alias("take")]
    Task<CommandOutcome> TakeAsync(PatientCommandMessage order);

    [Alias("snapshot")]
    Task<PatientSnapshot?> SnapshotAsync();

    [Alias("recent")]
    Task<AlarmStrip?> RecentAsync(double seconds);

    /// <summary>
    /// Begins the patient's activation here where it has ended with its silo, whether or not the device says anything.
    /// </summary>
    [Alias("wake")]
    Task WakeAsync();

    /// <summary>Moves the patient to another silo, with its state, where it lives on the one that leaves.</summary>
    [Alias("move")]
    Task MoveAsync(SiloAddress leaving, SiloAddress to);

    /// <summary>
    /// The associations have changed: take up the new one, or end this activation where there is none any more.
    /// </summary>
    [Alias("rebind")]
    Task RebindAsync();
}

/// <summary>A person's command as it crosses the cluster.</summary>
/// <param name="Id">The command's own name: who makes the call again, because no answer came, makes it under the same
/// name.</param>
/// <param name="Origin">The network address from where the person acts.</param>
/// <remarks>
/// One record with optional parts instead of a family of types: a silo of an older version refuses a part
/// that it does not know.
/// </remarks>
[GenerateSerializer, Immutable, Alias("wardgrid.order")]
public sealed record PatientCommandMessage(
    [property: Id(0)] string By,
    [property: Id(1)] string? AcknowledgeAlarm = null,
    [property: Id(2)] WardGrid.Alarms.AlarmLimits? Limits = null,
    [property: Id(3)] bool Discharge = false,
    [property: Id(4)] PatientCommand.Inactivate? Inactivate = null,
    [property: Id(5)] PatientCommand.Reactivate? Reactivate = null,
    [property: Id(6)] string? Id = null,
    [property: Id(7)] string? Origin = null
)
{
    public static PatientCommandMessage From(PatientCommand command) => PartOf(command) with { Origin = command.From };

    /// <summary>The command again; null where it is of a newer version than this silo.</summary>
    public PatientCommand? ToCommand() => Part() is { } command ? command with { From = Origin ?? "" } : null;

    private static PatientCommandMessage PartOf(PatientCommand command) =>
        command switch
        {
            PatientCommand.Acknowledge a => new(a.By, AcknowledgeAlarm: a.AlarmId),
            PatientCommand.SetLimits s => new(s.By, Limits: s.Limits),
            PatientCommand.Inactivate i => new(i.By, Inactivate: i),
            PatientCommand.Reactivate r => new(r.By, Reactivate: r),
            PatientCommand.Discharge d => new(d.By, Discharge: true),
            _ => throw new ArgumentException(
                $"The command {command.GetType().Name} has no form in the cluster.",
                nameof(command)
            ),
        };

    private PatientCommand? Part() =>
        this switch
        {
            { AcknowledgeAlarm: { } alarm } => new PatientCommand.Acknowledge(By, alarm),
            { Limits: { } limits } => new PatientCommand.SetLimits(By, limits),
            { Inactivate: { } inactivate } => inactivate,
            { Reactivate: { } reactivate } => reactivate,
            { Discharge: true } => new PatientCommand.Discharge(By),
            _ => null,
        };
}
