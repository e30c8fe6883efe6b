using MQTTnet.Protocol;

namespace WardGrid.Simulation.Bedside;

/// <summary>A last will: the message that the server publishes for a client that leaves without DISCONNECT.</summary>
/// <param name="DelaySeconds">MQTT 5.0: seconds that the server waits for the client to come back first.</param>
public sealed record WillMessage(
    string Topic,
    ReadOnlyMemory<byte> Payload,
    MqttQualityOfServiceLevel QoS = MqttQualityOfServiceLevel.AtLeastOnce,
    bool Retain = false,
    uint DelaySeconds = 0
);
