namespace WardGrid.Mqtt.Client;

/// <summary>The server does not let this client in.</summary>
public sealed class MqttRefusedException(ReasonCode reason, string? detail)
    : Exception($"the server refuses the connection: {reason}{(detail is null ? "" : $" ({detail})")}")
{
    public ReasonCode Reason { get; } = reason;
}
