using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.People;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients;

/// <summary>The patients of a hospital, each with its address and one turn at a time.</summary>
public interface IPatients
{
    /// <summary>Sends a device's message to the patient that the device serves.</summary>
    /// <remarks>
    /// For QoS 1 and 2 it completes when the patient has accepted or refused the message. An alert completes only when
    /// its decision is durable; if the device's samples are acknowledged too and would wait for it, after two seconds
    /// at the latest. For QoS 0 it completes as soon as the message is on its way. The number of messages on their way
    /// is limited for each device. Beyond it, the caller of a QoS 1 or 2 message waits, so that the device gets no
    /// acknowledgement; a QoS 0 message is refused with <see cref="RefusalReason.MailboxFull"/> and counted.
    /// </remarks>
    ValueTask<Refusal> AcceptAsync(in DeviceMessage message, CancellationToken stop);

    /// <summary>A person's command to a patient; the outcome gives the reason if it was refused.</summary>
    ValueTask<CommandOutcome> TakeAsync(string bed, PatientCommand command, CancellationToken stop);

    /// <summary>The bed as it is now; null if it has no patient.</summary>
    ValueTask<PatientSnapshot?> SnapshotAsync(string bed, CancellationToken stop);

    /// <summary>
    /// The last 60 seconds of a bed's channels, for a view that has just opened; null if there are none.
    /// </summary>
    ValueTask<AlarmStrip?> RecentAsync(string bed, double seconds, CancellationToken stop);
}

/// <summary>A person's command to a patient.</summary>
public abstract record PatientCommand(string By)
{
    /// <summary>The network address from where the person acts; only the audit trail holds it.</summary>
    public string From { get; init; } = "";

    /// <summary>The person, for the audit trail.</summary>
    internal Actor Actor => new(By, From);

    public sealed record Acknowledge(string By, string AlarmId) : PatientCommand(By);

    /// <summary>The patient leaves the bed: open alarms end.</summary>
    public sealed record Discharge(string By) : PatientCommand(By);

    /// <summary>Pauses alarms of one kind or turns them off, after <see cref="AlarmInactivation"/>.</summary>
    /// <param name="Text">The monitor's text, if the kind is <see cref="AlarmKind.Other"/>.</param>
    /// <param name="For">How long a pause lasts; at most <see cref="AlarmInactivations.LongestPause"/>.</param>
    /// <param name="Reason">Required if the alarm is turned off.</param>
    public sealed record Inactivate(
        string By,
        AlarmKind Kind,
        AlarmInactivationState State,
        TimeSpan? For = null,
        string? Reason = null,
        string? Text = null
    ) : PatientCommand(By);

    /// <summary>Ends a pause, or turns an alarm on again.</summary>
    public sealed record Reactivate(string By, AlarmKind Kind, string? Text = null) : PatientCommand(By);

    public sealed record SetLimits(string By, AlarmLimits Limits) : PatientCommand(By);
}

/// <summary>Whether a command was carried out, and the reason if not.</summary>
public readonly record struct CommandOutcome(bool Done, string Reason)
{
    public static CommandOutcome Success => new(true, "");

    public static CommandOutcome Refused(string reason) => new(false, reason);
}
