using MQTTnet.Formatter;
using WardGrid.Server.Mqtt;

namespace WardGrid.UnitTests.Mqtt;

/// <summary>An endpoint without sockets, on a clock that the test moves.</summary>
internal sealed class SilentWard : IDisposable
{
    public SilentWard(Action<MqttEndpointOptions>? change = null)
    {
        var options = new MqttEndpointOptions();
        change?.Invoke(options);
        Endpoint = new(options, Host, Host, Clock);
    }

    public FakeTimeProvider Clock { get; } = new(Clocks.Morning);

    public DeviceHost Host { get; } = new();

    public MqttEndpoint Endpoint { get; }

    public PipedDevice Device(MqttProtocolVersion version = MqttProtocolVersion.V500) => new(Endpoint, version);

    public void Dispose() => Endpoint.Dispose();
}
