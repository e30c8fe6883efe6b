namespace WardGrid.Mqtt;

/// <summary>The protocol levels that both sides of this project speak.</summary>
public enum MqttVersion : byte
{
    /// <summary>MQTT 3.1.1 (OASIS 2014): acknowledgements carry no reason.</summary>
    V311 = 4,

    /// <summary>MQTT 5.0 (OASIS 2019).</summary>
    V500 = 5,
}
