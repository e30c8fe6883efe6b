using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices;

/// <summary>A device that the endpoint has let in, and the topics that it uses.</summary>
/// <param name="device">Its name; null for a client of the user <c>demo</c>, which may publish for any DEMO
/// device.</param>
/// <remarks>The endpoint's calls about one connection come one after the other, so there is no lock here.</remarks>
internal sealed class DeviceSession(string? device)
{
    private readonly Dictionary<string, DeviceTopic> _topics = new(StringComparer.Ordinal);

    public bool IsDemo => device is null;

    /// <summary>The admission of this client's newest DEMO device; later messages wait for it.</summary>
    public Task Admission { get; set; } = Task.CompletedTask;

    public bool MayPublish(in DeviceTopic topic) =>
        topic.Kind != MessageKind.Command && (device is null || topic.Device == device);

    /// <summary>A device may subscribe to its own commands and to nothing else.</summary>
    public bool MaySubscribe(string filter) =>
        filter.Split('/') is ["wg", "v1", _, _, var name, "cmd"]
        && DeviceTopic.IsName(name)
        && (device is null || name == device);

    /// <summary>Finds a topic that was used before on this connection.</summary>
    public bool TryFind(string topic, out DeviceTopic known) => _topics.TryGetValue(topic, out known);

    public void Remember(string text, in DeviceTopic topic) => _topics[text] = topic;
}
