using MQTTnet;

namespace WardGrid.Simulation.Bedside;

/// <summary>Thrown if the server refuses the client.</summary>
public sealed class MqttRefusedException(MqttClientConnectResultCode reason, string? detail)
    : Exception($"the server refuses the connection: {reason}{(detail is null ? "" : $" ({detail})")}")
{
    public MqttClientConnectResultCode Reason { get; } = reason;
}
