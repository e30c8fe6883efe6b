using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients;

/// <summary>The patients of a hospital, each at its address, one turn at a time.</summary>
public interface IPatients
{
    /// <summary>Hands a device's message to the patient that the device is bound to.</summary>
    /// <remarks>
    /// With delivery guaranteed (QoS 1 and 2) it completes when the patient has accepted or refused the message, and an
    /// alert only once its decision is durable (where the samples are acknowledged too, which would wait behind it,
    /// after two seconds at the latest). Without (QoS 0) it completes as soon as the message is on its way. Of each
    /// device so many messages may be on their way: beyond that the caller of a guaranteed one waits, so that the
    /// device is not acknowledged, and any other is refused, counted, with <see cref="RefusalReason.MailboxFull"/>.
    /// </remarks>
    ValueTask<Refusal> AcceptAsync(in DeviceMessage message, CancellationToken stop);

    /// <summary>A person's command to a patient; the outcome says in words why where it was refused.</summary>
    ValueTask<CommandOutcome> TakeAsync(string bed, PatientCommand command, CancellationToken stop);

    /// <summary>The bed as it is now; null where no patient is bound to it.</summary>
    ValueTask<PatientSnapshot?> SnapshotAsync(string bed, CancellationToken stop);

    /// <summary>
    /// The last 60 seconds of a bed's channels, for a view that has just opened; null where there is none.
    /// </summary>
    ValueTask<AlarmStrip?> RecentAsync(string bed, double seconds, CancellationToken stop);
}

/// <summary>What a person may ask of a patient.</summary>
public abstract record PatientCommand(string By)
{
    public sealed record Acknowledge(string By, string AlarmId) : PatientCommand(By);

    /// <summary>The patient leaves the bed: what is open ends.</summary>
    public sealed record Discharge(string By) : PatientCommand(By);

    /// <summary>Pauses alarms of one kind or turns them off, after <see cref="AlarmInactivation"/>.</summary>
    /// <param name="Text">The monitor's words, where the kind is <see cref="AlarmKind.Other"/>.</param>
    /// <param name="For">How long a pause lasts; at most <see cref="AlarmInactivations.LongestPause"/>.</param>
    /// <param name="Reason">Wanted where it is turned off.</param>
    public sealed record Inactivate(
        string By,
        AlarmKind Kind,
        AlarmInactivationState State,
        TimeSpan? For = null,
        string? Reason = null,
        string? Text = null
    ) : PatientCommand(By);

    /// <summary>Gives a paused alarm, or one that is off, its signals back.</summary>
    public sealed record Reactivate(string By, AlarmKind Kind, string? Text = null) : PatientCommand(By);

    public sealed record SetLimits(string By, AlarmLimits Limits) : PatientCommand(By);
}

/// <summary>Whether a command was carried out, and why not.</summary>
public readonly record struct CommandOutcome(bool Done, string Reason)
{
    public static CommandOutcome Success => new(true, "");

    public static CommandOutcome Refused(string reason) => new(false, reason);
}
