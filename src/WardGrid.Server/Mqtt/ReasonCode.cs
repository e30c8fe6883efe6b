namespace WardGrid.Server.Mqtt;

/// <summary>
/// Why something was accepted or refused: the reason codes of MQTT 5.0 (2.4), also used inside for 3.1.1 connections.
/// </summary>
/// <remarks>
/// Values from 0x80 on are refusals. A 3.1.1 peer gets only a return code of its own CONNACK.
/// </remarks>
public enum ReasonCode : byte
{
    Success = 0x00,
    GrantedQoS1 = 0x01,
    GrantedQoS2 = 0x02,
    DisconnectWithWill = 0x04,
    NoMatchingSubscribers = 0x10,
    NoSubscriptionExisted = 0x11,
    UnspecifiedError = 0x80,
    MalformedPacket = 0x81,
    ProtocolError = 0x82,
    ImplementationError = 0x83,
    UnsupportedProtocolVersion = 0x84,
    ClientIdentifierNotValid = 0x85,
    BadUserNameOrPassword = 0x86,
    NotAuthorised = 0x87,
    ServerUnavailable = 0x88,
    ServerBusy = 0x89,
    Banned = 0x8A,
    ServerShuttingDown = 0x8B,
    BadAuthenticationMethod = 0x8C,
    KeepAliveTimeout = 0x8D,
    SessionTakenOver = 0x8E,
    TopicFilterInvalid = 0x8F,
    TopicNameInvalid = 0x90,
    PacketIdentifierInUse = 0x91,
    PacketIdentifierNotFound = 0x92,
    ReceiveMaximumExceeded = 0x93,
    TopicAliasInvalid = 0x94,
    PacketTooLarge = 0x95,
    MessageRateTooHigh = 0x96,
    QuotaExceeded = 0x97,
    AdministrativeAction = 0x98,
    PayloadFormatInvalid = 0x99,
    RetainNotSupported = 0x9A,
    QoSNotSupported = 0x9B,
    UseAnotherServer = 0x9C,
    ServerMoved = 0x9D,
    SharedSubscriptionsNotSupported = 0x9E,
    ConnectionRateExceeded = 0x9F,
    MaximumConnectTime = 0xA0,
    SubscriptionIdentifiersNotSupported = 0xA1,
    WildcardSubscriptionsNotSupported = 0xA2,
}

/// <summary>Conversions of reason codes.</summary>
public static class ReasonCodes
{
    /// <summary>Whether the code is a refusal.</summary>
    public static bool IsRefusal(this ReasonCode code) => (byte)code >= 0x80;

    /// <summary>The nearest return code of a 3.1.1 CONNACK (3.1.1, table 3.1).</summary>
    public static byte AsConnectReturnCode(this ReasonCode code) =>
        code switch
        {
            ReasonCode.Success => 0,
            ReasonCode.UnsupportedProtocolVersion => 1,
            ReasonCode.ClientIdentifierNotValid => 2,
            ReasonCode.BadUserNameOrPassword or ReasonCode.BadAuthenticationMethod => 4,
            ReasonCode.NotAuthorised or ReasonCode.Banned => 5,
            _ => 3,
        };

    /// <summary>The reason for a return code of a 3.1.1 CONNACK.</summary>
    public static ReasonCode FromConnectReturnCode(byte code) =>
        code switch
        {
            0 => ReasonCode.Success,
            1 => ReasonCode.UnsupportedProtocolVersion,
            2 => ReasonCode.ClientIdentifierNotValid,
            3 => ReasonCode.ServerUnavailable,
            4 => ReasonCode.BadUserNameOrPassword,
            5 => ReasonCode.NotAuthorised,
            _ => ReasonCode.UnspecifiedError,
        };
}
