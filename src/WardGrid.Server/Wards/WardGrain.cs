using Orleans.Streams;
using WardGrid.Patients;
using WardGrid.Server.Hosting;

namespace WardGrid.Server.Wards;

/// <summary>Keeps a ward's roster in memory and publishes its changes.</summary>
/// <remarks>
/// Nothing here is stored. A ward that is activated again after its silo died is empty, and the silos' relays fill it
/// with their next full report.
/// </remarks>
public sealed class WardGrain : Grain, IWardGrain
{
    private readonly Dictionary<string, PatientSnapshot> _beds = [];
    private readonly Dictionary<string, RemovedBed> _gone = [];
    private IAsyncStream<WardChanges> _stream = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var id = StreamId.Create(ClusterNames.WardChanges, this.GetPrimaryKeyString());
        _stream = this.GetStreamProvider(ClusterNames.Streams).GetStream<WardChanges>(id);
        return Task.CompletedTask;
    }

    public Task ChangedAsync(WardChanges changes)
    {
        var news = new List<PatientSnapshot>(changes.Changed.Length);
        foreach (var gone in changes.Gone)
        {
            _gone[gone.Bed] = gone;
            if (_beds.TryGetValue(gone.Bed, out var held) && gone.Covers(held))
                _beds.Remove(gone.Bed);
        }

        foreach (var bed in changes.Changed)
        {
            var isOld = _gone.TryGetValue(bed.Bed, out var gone) && gone.Covers(bed);
            if (isOld || (_beds.TryGetValue(bed.Bed, out var held) && held.Version >= bed.Version))
                continue;
            _beds[bed.Bed] = bed;
            news.Add(bed);
        }

        return news.Count == 0 && changes.Gone.Length == 0
            ? Task.CompletedTask
            : _stream.OnNextAsync(new([.. news], changes.Gone));
    }

    public Task<WardChanges> BedsAsync() => Task.FromResult(new WardChanges([.. _beds.Values], [.. _gone.Values]));
}
