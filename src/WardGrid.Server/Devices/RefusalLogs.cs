using System.Collections.Concurrent;
using WardGrid.Patients;
using WardGrid.Patients.Devices;

namespace WardGrid.Server.Devices;

/// <summary>The refusal log of every device that has sent something.</summary>
/// <remarks>Bounded, because anybody can send names: beyond <see cref="Most"/> further devices share one log.</remarks>
public sealed class RefusalLogs
{
    public const int Most = 10_000;

    private readonly ConcurrentDictionary<string, RefusalLog> _logs = new();
    private readonly RefusalLog _others = new();

    public RefusalLog Of(string device)
    {
        if (_logs.TryGetValue(device, out var log))
            return log;
        return _logs.Count < Most ? _logs.GetOrAdd(device, static _ => new()) : _others;
    }

    public RefusalLog? Find(string device) => _logs.GetValueOrDefault(device);
}
