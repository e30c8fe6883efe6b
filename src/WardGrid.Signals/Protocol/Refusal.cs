namespace WardGrid.Signals.Protocol;

/// <summary>Why a device's message was refused; counted by reason and kept for the biomedical engineer.</summary>
public enum RefusalReason
{
    None,
    Malformed,
    TooLarge,
    UnknownVersion,
    UnknownEncoding,
    UnknownChannel,
    UnknownTopic,
    UnknownDevice,
    NotBound,
    NoBirth,
    WrongEpoch,
    RepeatedSequence,
    SampleCounterWentBack,
    TimeImplausible,
    UnknownAlarm,
    MailboxFull,
    AnalysisFailed,

    /// <summary>A frame without a single sample.</summary>
    NoSamples,

    /// <summary>A channel in a unit that cannot be converted.</summary>
    UnknownUnit,

    /// <summary>An old message that says nothing about now: kept by a broker, delivered again, or too old.</summary>
    Stale,

    /// <summary>The message names another patient than the one at the device's bed.</summary>
    WrongPatient,
}

/// <summary>The reason for a refusal, and what was wrong in a biomedical engineer's words.</summary>
public readonly record struct Refusal(RefusalReason Reason, string Detail)
{
    /// <summary>The message was accepted; also what <c>default</c> means.</summary>
    public static Refusal None => default;

    public bool IsRefused => Reason != RefusalReason.None;
}
