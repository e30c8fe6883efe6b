using MQTTnet;

namespace WardGrid.Simulation.Bedside;

/// <summary>The server does not let this client in.</summary>
public sealed class MqttRefusedException(MqttClientConnectResultCode reason, string? detail)
    : Exception($"the server refuses the connection: {reason}{(detail is null ? "" : $" ({detail})")}")
{
    public MqttClientConnectResultCode Reason { get; } = reason;
}
