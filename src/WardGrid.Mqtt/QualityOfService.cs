namespace WardGrid.Mqtt;

/// <summary>What a sender is promised about one message.</summary>
public enum QualityOfService : byte
{
    /// <summary>Sent once, lost if the connection is.</summary>
    AtMostOnce = 0,

    /// <summary>Repeated until acknowledged: arrives, perhaps twice.</summary>
    AtLeastOnce = 1,

    /// <summary>Arrives once, by a handshake of two round trips.</summary>
    ExactlyOnce = 2,
}
