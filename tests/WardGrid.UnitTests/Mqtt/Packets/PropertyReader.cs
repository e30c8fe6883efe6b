using WardGrid.Server.Mqtt;

namespace WardGrid.UnitTests.Mqtt.Packets;

/// <summary>The properties of MQTT 5.0 (2.2.2.2).</summary>
internal enum PropertyId : byte
{
    PayloadFormat = 1,
    MessageExpiry = 2,
    ContentType = 3,
    ResponseTopic = 8,
    CorrelationData = 9,
    SubscriptionIdentifier = 11,
    SessionExpiry = 17,
    AssignedClientId = 18,
    ServerKeepAlive = 19,
    AuthenticationMethod = 21,
    AuthenticationData = 22,
    RequestProblemInformation = 23,
    WillDelay = 24,
    RequestResponseInformation = 25,
    ResponseInformation = 26,
    ServerReference = 28,
    ReasonString = 31,
    ReceiveMaximum = 33,
    TopicAliasMaximum = 34,
    TopicAlias = 35,
    MaximumQoS = 36,
    RetainAvailable = 37,
    UserProperty = 38,
    MaximumPacketSize = 39,
    WildcardSubscriptionAvailable = 40,
    SubscriptionIdentifierAvailable = 41,
    SharedSubscriptionAvailable = 42,
}

/// <summary>Where a block of properties stands; each property is allowed only in some.</summary>
[Flags]
internal enum PropertyHolder
{
    Connect = 1,
    Will = 2,
    ConnAck = 4,
    Publish = 8,
    Acknowledgement = 16,
    Subscribe = 32,
    SubAck = 64,
    Unsubscribe = 128,
    Disconnect = 256,
    Auth = 512,
}

/// <summary>Walks a block of properties and refuses unknown, misplaced and repeated ones.</summary>
internal ref struct PropertyReader(ReadOnlySpan<byte> block, PropertyHolder holder)
{
    private const PropertyHolder Reasoned =
        PropertyHolder.ConnAck
        | PropertyHolder.Acknowledgement
        | PropertyHolder.SubAck
        | PropertyHolder.Disconnect
        | PropertyHolder.Auth;

    private PacketReader _reader = new(block);
    private ulong _seen;

    public PropertyId Id { get; private set; }

    /// <summary>The value of a numeric property.</summary>
    public uint Number { get; private set; }

    /// <summary>The value of a text or binary property; a user property's name.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Moves to the next property; false at the end.</summary>
    public bool Next()
    {
        if (_reader.AtEnd)
            return false;
        var id = _reader.VarInt();
        Id = (PropertyId)id;
        if (id > 63 || (HoldersOf(Id) & holder) == 0)
            throw new InvalidDataException($"property {id} ({Id}) does not belong in {holder}");
        if (
            (_seen & (1UL << id)) != 0
            && Id != PropertyId.UserProperty
            && !(Id == PropertyId.SubscriptionIdentifier && holder == PropertyHolder.Publish)
        )
            throw new InvalidDataException($"property {Id} stands twice");
        _seen |= 1UL << id;
        ReadValue();
        return true;
    }

    /// <summary>Checks every property and keeps none.</summary>
    public void CheckAll()
    {
        while (Next()) { }
    }

    private void ReadValue()
    {
        switch (Id)
        {
            case PropertyId.MessageExpiry or PropertyId.SessionExpiry or PropertyId.WillDelay:
                Number = _reader.UInt32();
                break;
            case PropertyId.MaximumPacketSize:
                Number = NotZero(_reader.UInt32());
                break;
            case PropertyId.ServerKeepAlive or PropertyId.TopicAliasMaximum:
                Number = _reader.UInt16();
                break;
            case PropertyId.ReceiveMaximum:
                Number = NotZero(_reader.UInt16());
                break;
            case PropertyId.TopicAlias:
                Number = _reader.UInt16();
                break;
            case PropertyId.SubscriptionIdentifier:
                Number = NotZero((uint)_reader.VarInt());
                break;
            case PropertyId.CorrelationData or PropertyId.AuthenticationData:
                Bytes = _reader.Binary();
                break;
            case PropertyId.UserProperty:
                Bytes = _reader.Text();
                _reader.Text();
                break;
            case PropertyId.ContentType
            or PropertyId.ResponseTopic
            or PropertyId.AssignedClientId
            or PropertyId.AuthenticationMethod
            or PropertyId.ResponseInformation
            or PropertyId.ServerReference
            or PropertyId.ReasonString:
                Bytes = _reader.Text();
                break;
            default:
                Number = _reader.Byte();
                if (Number > 1)
                    throw new InvalidDataException($"property {Id} is {Number}, only 0 and 1 are allowed");
                break;
        }
    }

    private readonly uint NotZero(uint value) =>
        value != 0 ? value : throw new InvalidDataException($"property {Id} is zero");

    private static PropertyHolder HoldersOf(PropertyId id) =>
        id switch
        {
            PropertyId.PayloadFormat
            or PropertyId.MessageExpiry
            or PropertyId.ContentType
            or PropertyId.ResponseTopic
            or PropertyId.CorrelationData => PropertyHolder.Publish | PropertyHolder.Will,
            PropertyId.SubscriptionIdentifier => PropertyHolder.Publish | PropertyHolder.Subscribe,
            PropertyId.SessionExpiry => PropertyHolder.Connect | PropertyHolder.ConnAck | PropertyHolder.Disconnect,
            PropertyId.AuthenticationMethod or PropertyId.AuthenticationData => PropertyHolder.Connect
                | PropertyHolder.ConnAck
                | PropertyHolder.Auth,
            PropertyId.RequestProblemInformation or PropertyId.RequestResponseInformation => PropertyHolder.Connect,
            PropertyId.WillDelay => PropertyHolder.Will,
            PropertyId.ServerReference => PropertyHolder.ConnAck | PropertyHolder.Disconnect,
            PropertyId.ReasonString => Reasoned,
            PropertyId.ReceiveMaximum or PropertyId.TopicAliasMaximum or PropertyId.MaximumPacketSize =>
                PropertyHolder.Connect | PropertyHolder.ConnAck,
            PropertyId.TopicAlias => PropertyHolder.Publish,
            PropertyId.UserProperty => (PropertyHolder)1023,
            PropertyId.AssignedClientId
            or PropertyId.ServerKeepAlive
            or PropertyId.ResponseInformation
            or PropertyId.MaximumQoS
            or PropertyId.RetainAvailable
            or PropertyId.WildcardSubscriptionAvailable
            or PropertyId.SubscriptionIdentifierAvailable
            or PropertyId.SharedSubscriptionAvailable => PropertyHolder.ConnAck,
            _ => 0,
        };
}
