using System.Globalization;
using System.Text.Json;
using Orleans.Storage;
using WardGrid.Patients;
using WardGrid.Patients.Records;

namespace WardGrid.Server.Hosting;

/// <summary>
/// Orleans' grain storage in the store of the records, as JSON: on one machine nothing else need be installed.
/// </summary>
public sealed class RecordGrainStorage(IVersionedStates states) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var kept = await states.ReadAsync(stateName, grainId.ToString(), CancellationToken.None);
        grainState.State = kept is null
            ? Activator.CreateInstance<T>()
            : JsonSerializer.Deserialize<T>(kept.Json, MessageFormat.Json)!;
        Set(grainState, kept?.Version);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var json = JsonSerializer.Serialize(grainState.State, MessageFormat.Json);
        var version = await states.WriteAsync(
            stateName,
            grainId.ToString(),
            json,
            Version(grainState),
            CancellationToken.None
        );
        Set(grainState, version ?? throw SomebodyElseWrote(stateName, grainId, grainState));
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (!await states.ClearAsync(stateName, grainId.ToString(), Version(grainState), CancellationToken.None))
            throw SomebodyElseWrote(stateName, grainId, grainState);
        grainState.State = Activator.CreateInstance<T>();
        Set(grainState, null);
    }

    private static long? Version<T>(IGrainState<T> state) =>
        state.ETag is { } tag ? long.Parse(tag, CultureInfo.InvariantCulture) : null;

    private static void Set<T>(IGrainState<T> state, long? version) =>
        (state.ETag, state.RecordExists) = (version?.ToString(CultureInfo.InvariantCulture), version is not null);

    private static InconsistentStateException SomebodyElseWrote<T>(
        string stateName,
        GrainId grainId,
        IGrainState<T> state
    ) => new($"The {stateName} of {grainId} was written by another activation since.", "newer", state.ETag ?? "none");
}
