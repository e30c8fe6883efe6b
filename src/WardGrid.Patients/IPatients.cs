using WardGrid.Signals.Frames;

namespace WardGrid.Patients;

/// <summary>The patients of a hospital, each at its address, one turn at a time: what an engine promises.</summary>
/// <remarks>Two engines: in process (one bounded mailbox per patient) and Orleans (one grain per patient).</remarks>
public interface IPatients
{
    /// <summary>Hands a device's message to the patient that the device is bound to; completes when the patient has accepted or refused it.</summary>
    /// <param name="payload">The device's bytes; not kept after completion.</param>
    ValueTask<Refusal> AcceptAsync(string device, MessageKind kind, ReadOnlyMemory<byte> payload, DateTimeOffset receivedAt, CancellationToken stop);

    /// <summary>A person's command to a patient; the outcome says in words why where it was refused.</summary>
    ValueTask<CommandOutcome> TakeAsync(string bed, PatientCommand command, CancellationToken stop);

    /// <summary>The bed as it is now; null where no patient is bound to it.</summary>
    ValueTask<PatientSnapshot?> SnapshotAsync(string bed, CancellationToken stop);

    /// <summary>The last 60 seconds of a bed's channels, for a view that has just opened; null where there is none.</summary>
    ValueTask<AlarmStrip?> RecentAsync(string bed, double seconds, CancellationToken stop);
}

/// <summary>What a person may ask of a patient.</summary>
public abstract record PatientCommand(string By)
{
    public sealed record Acknowledge(string By, string AlarmId) : PatientCommand(By);

    public sealed record SetLimits(string By, Alarms.AlarmLimits Limits) : PatientCommand(By);
}

/// <summary>Whether a command was carried out, and why not.</summary>
public readonly record struct CommandOutcome(bool Done, string Reason)
{
    public static CommandOutcome Success => new(true, "");

    public static CommandOutcome Refused(string reason) => new(false, reason);
}
