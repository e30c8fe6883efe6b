using System.Text.Json;
using Orleans.Storage;

namespace WardGrid.ClusterTests;

/// <summary>The stored states of grains outside every silo, as in a database: they outlive a silo that is killed.</summary>
/// <remarks>Orleans' own storage in memory keeps them in grains, of which the killed silo's are lost with it. One life writes: another's older version is refused.</remarks>
public sealed class StatesInMemory : IGrainStorage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string, GrainId), (string Version, string Json)> _states = [];

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            var exists = _states.TryGetValue((stateName, grainId), out var kept);
            (grainState.State, grainState.ETag, grainState.RecordExists) =
                exists ? (JsonSerializer.Deserialize<T>(kept.Json)!, kept.Version, true) : (Activator.CreateInstance<T>(), null, false);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            var stored = _states.GetValueOrDefault((stateName, grainId)).Version;
            if (stored != grainState.ETag)
                throw new InconsistentStateException("Another life has written since.", stored, grainState.ETag);
            (grainState.ETag, grainState.RecordExists) = ($"{Guid.NewGuid()}", true);
            _states[(stateName, grainId)] = (grainState.ETag, JsonSerializer.Serialize(grainState.State));
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
            _states.Remove((stateName, grainId));
        (grainState.ETag, grainState.RecordExists) = (null, false);
        return Task.CompletedTask;
    }
}
