namespace WardGrid.Server.Mqtt;

/// <summary>The control packets of MQTT, as the upper four bits of a packet's first byte.</summary>
public enum PacketType : byte
{
    Connect = 1,
    ConnAck = 2,
    Publish = 3,
    PubAck = 4,
    PubRec = 5,
    PubRel = 6,
    PubComp = 7,
    Subscribe = 8,
    SubAck = 9,
    Unsubscribe = 10,
    UnsubAck = 11,
    PingReq = 12,
    PingResp = 13,
    Disconnect = 14,
    Auth = 15,
}

/// <summary>The first byte of a packet: the type and four flags.</summary>
public readonly record struct PacketHeader(byte Value)
{
    public PacketType Type => (PacketType)(Value >> 4);

    /// <summary>Whether the flags are those that the standard demands for this type (MQTT 5.0, table 2-2).</summary>
    public bool IsValid =>
        Type switch
        {
            0 => false,
            PacketType.Publish => (Value & 0b0110) != 0b0110 && (Value & 0b1110) != 0b1000,
            PacketType.PubRel or PacketType.Subscribe or PacketType.Unsubscribe => (Value & 0x0F) == 0b0010,
            _ => (Value & 0x0F) == 0,
        };
}
