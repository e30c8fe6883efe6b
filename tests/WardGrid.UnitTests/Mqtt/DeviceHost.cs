using System.Text;
using System.Threading.Channels;
using MQTTnet.Protocol;
using WardGrid.Server.Mqtt;

namespace WardGrid.UnitTests.Mqtt;

/// <summary>A message that the host was given, with its bytes copied out of the loan.</summary>
internal sealed record Received(
    string ClientId,
    string Topic,
    byte[] Payload,
    MqttQualityOfServiceLevel QoS,
    bool Retain,
    bool Duplicate,
    bool IsWill
)
{
    public string Text => Encoding.UTF8.GetString(Payload);
}

/// <summary>
/// A host that lets in whoever has the password "right", lets devices publish below wg/ and listen below wg/ and to
/// their commands, and keeps what arrives.
/// </summary>
internal sealed class DeviceHost : IMqttHost, IMqttObserver
{
    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();
    private readonly Channel<MqttRefusal> _refusals = Channel.CreateUnbounded<MqttRefusal>();
    private readonly Channel<(MqttPeer Peer, ReasonCode Reason)> _left = Channel.CreateUnbounded<(
        MqttPeer,
        ReasonCode
    )>();

    /// <summary>What the next messages wait for before they count as accepted; null: nothing.</summary>
    public Func<Received, ValueTask<ReasonCode>> Accepting { get; set; } = _ => new(ReasonCode.Success);

    public Func<MqttCredentials, MqttAdmission> Admitting { get; set; } =
        credentials =>
            credentials.Password is { } password && Encoding.UTF8.GetString(password) == "right"
                ? MqttAdmission.Accept()
                : MqttAdmission.Refuse(
                    ReasonCode.BadUserNameOrPassword,
                    $"the password of {credentials.UserName} is wrong"
                );

    public ValueTask<MqttAdmission> AdmitAsync(MqttCredentials credentials, CancellationToken cancellation) =>
        new(Admitting(credentials));

    public bool OpenTopic(MqttPeer peer, string topic) => topic.StartsWith("wg/", StringComparison.Ordinal);

    public bool MaySubscribe(MqttPeer peer, string filter) => filter.StartsWith("wg/", StringComparison.Ordinal);

    public ValueTask<ReasonCode> AcceptAsync(MqttPeer from, in MqttMessage message)
    {
        var received = new Received(
            from.ClientId,
            message.Topic,
            message.Payload.ToArray(),
            message.QoS,
            message.Retain,
            message.Duplicate,
            message.IsWill
        );
        _received.Writer.TryWrite(received);
        return Accepting(received);
    }

    public void Connected(MqttPeer peer) { }

    public void Disconnected(MqttPeer peer, ReasonCode reason, string detail) => _left.Writer.TryWrite((peer, reason));

    public void Refused(in MqttRefusal refusal) => _refusals.Writer.TryWrite(refusal);

    public ValueTask<Received> NextAsync() => Within(_received.Reader);

    public ValueTask<MqttRefusal> NextRefusalAsync() => Within(_refusals.Reader);

    public ValueTask<(MqttPeer Peer, ReasonCode Reason)> NextLeaverAsync() => Within(_left.Reader);

    /// <summary>Everything received up to now.</summary>
    public List<Received> Taken()
    {
        var taken = new List<Received>();
        while (_received.Reader.TryRead(out var one))
            taken.Add(one);
        return taken;
    }

    private static async ValueTask<T> Within<T>(ChannelReader<T> reader)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        return await reader.ReadAsync(patience.Token);
    }
}
