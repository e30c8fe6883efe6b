using WardGrid.Server.Api;

namespace WardGrid.ClusterTests.Silos;

/// <summary>
/// Watches a ward at one silo and keeps of each bed how long no frame of it was accepted, by the silos' own stamps.
/// </summary>
/// <remarks>
/// Asked a few times a second, since a ward of hundreds of beds as JSON costs the asked silo as much as the beds do. A
/// gap is that between the newest frames of two looks that differ, so it is longer than the true one by at most the
/// time between two looks.
/// </remarks>
public sealed class WardWatch(SiloProcess silo, int beds, DateTimeOffset moment)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(150);

    private readonly Dictionary<string, DateTimeOffset> _last = [];
    private readonly Dictionary<string, TimeSpan> _gap = [];
    private readonly Dictionary<string, TimeSpan> _firstFrame = [];
    private readonly Dictionary<string, TimeSpan> _seen = [];

    /// <summary>The longest time without a frame since the moment, per bed.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Gaps => _gap;

    /// <summary>Looks until every bed shows a frame that is newer than the moment.</summary>
    /// <param name="atLeast">Looks on until this has ended, and once after it.</param>
    /// <returns>Seconds from the moment to the first newer frame of the slowest bed, and until it was seen
    /// here.</returns>
    public async Task<(double Frame, double Seen)> UntilAliveAsync(
        TimeSpan patience,
        CancellationToken stop,
        Task? atLeast = null
    )
    {
        using var timer = new PeriodicTimer(Look);
        for (var isLast = false; _seen.Count < beds || !isLast; )
        {
            isLast = atLeast is null or { IsCompleted: true };
            if (TimeProvider.System.GetUtcNow() - moment > patience)
                Assert.Fail(
                    $"{beds - _seen.Count} beds never came, the first of them "
                        + $"{_last.Keys.Except(_seen.Keys).FirstOrDefault()}. "
                        + $"The silo said:{Environment.NewLine}{silo.Said}"
                );
            foreach (var bed in await silo.WardAsync(stop))
                Note(bed);
            await timer.WaitForNextTickAsync(stop);
        }

        return (_firstFrame.Values.Max().TotalSeconds, _seen.Values.Max().TotalSeconds);
    }

    private void Note(BedView bed)
    {
        if (bed.LastFrameAt is not { } at)
            return;
        if (_last.TryGetValue(bed.Bed, out var before) && at > moment)
        {
            var gap = at - before;
            if (gap > _gap.GetValueOrDefault(bed.Bed))
                _gap[bed.Bed] = gap;
        }

        _last[bed.Bed] = at;
        if (at <= moment || !bed.Connected || !_seen.TryAdd(bed.Bed, TimeProvider.System.GetUtcNow() - moment))
            return;
        _firstFrame[bed.Bed] = at - moment;
    }
}
