using MQTTnet;

namespace WardGrid.Simulation.Bedside;

/// <summary>Handles one message of a subscription; the acknowledgement of QoS 1 waits for the returned task.</summary>
/// <remarks>
/// Called in order of arrival, also while earlier tasks are not complete. An exception ends the connection without
/// acknowledgement, so that the server sends the message again.
/// </remarks>
public delegate ValueTask MqttMessageHandler(MqttApplicationMessage message);
