namespace WardGrid.Mqtt.Sessions;

/// <summary>A message kept past the packet that brought it: retained, queued or waiting for its acknowledgement.</summary>
public sealed record StoredMessage(string Topic, byte[] Payload, QualityOfService QoS, bool Retain = false);
