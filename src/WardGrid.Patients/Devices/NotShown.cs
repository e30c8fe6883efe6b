namespace WardGrid.Patients.Devices;

/// <summary>What a device sent that nobody sees, or that is not understood.</summary>
public enum NotShownKind
{
    /// <summary>A number of the device's screen.</summary>
    Parameter,

    /// <summary>A channel of samples.</summary>
    Channel,

    /// <summary>An alarm code. The alarm itself is on the ward under its own text.</summary>
    Alarm,
}

/// <summary>Why it is not shown or not understood.</summary>
public enum NotShownReason
{
    /// <summary>No page shows numbers of this code.</summary>
    UnknownParameter,

    /// <summary>A value that no patient can have; it leaves a gap.</summary>
    ImplausibleValue,

    /// <summary>Neither the channel's code nor its name says what it measures.</summary>
    UnknownChannel,

    /// <summary>Too few samples a second.</summary>
    LowRate,

    /// <summary>Too coarse steps, or too narrow a range.</summary>
    Resolution,

    /// <summary>WardGrid does not know the alarm code, so it has no verdict and no limits of its kind.</summary>
    UnknownAlarm,
}

/// <summary>One thing that a device sent and that is not shown, with how often and when.</summary>
/// <param name="Name">The code, the channel's name, or the alarm's code, as the device sent it.</param>
/// <param name="Count">Messages that held it.</param>
public sealed record NotShown(
    NotShownKind Kind,
    string Name,
    NotShownReason Reason,
    long Count,
    DateTimeOffset First,
    DateTimeOffset Last
);
