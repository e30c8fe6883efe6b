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

    /// <summary>A message of before that says nothing of now: kept by a broker, delivered again, or too old.</summary>
    Stale,
}

/// <summary>A refused message's reason and, in words that a biomedical engineer understands, what was wrong.</summary>
public readonly record struct Refusal(RefusalReason Reason, string Detail)
{
    /// <summary>The message was accepted; also what <c>default</c> means.</summary>
    public static Refusal None => default;

    public bool IsRefused => Reason != RefusalReason.None;
}
