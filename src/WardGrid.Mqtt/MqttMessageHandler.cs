namespace WardGrid.Mqtt;

/// <summary>Takes one message that a client has subscribed to; the acknowledgement of QoS 1 waits for the returned task.</summary>
/// <remarks>
/// Called in order of arrival, also while earlier tasks are not complete. The payload is lent until the handler returns its task (see
/// <see cref="MqttMessage"/>). An exception ends the connection without acknowledgement, so that the server sends the message again.
/// </remarks>
public delegate ValueTask<ReasonCode> MqttMessageHandler(in MqttMessage message);
