using Orleans.Concurrency;

namespace WardGrid.Server.Wards;

/// <summary>A silo that shows waveforms: the other silos send it the frames of their beds.</summary>
/// <remarks>
/// These are direct calls, batched per silo: a memory stream would add its pulling period of up to 100 ms and about ten
/// calls.
/// </remarks>
[Alias("wardgrid.wave-observer")]
public interface IWaveObserver : IGrainObserver
{
    [Alias("waves"), OneWay]
    Task WavesAsync([Immutable] WaveBatch batch);
}

/// <summary>
/// The frames of some tens of milliseconds from one silo, in order for each bed, each in the device's own bytes.
/// </summary>
[GenerateSerializer, Immutable, Alias("wardgrid.wave-batch")]
public sealed record WaveBatch([property: Id(0)] BedFrame[] Frames);

/// <summary>One frame of one bed.</summary>
[GenerateSerializer, Immutable, Alias("wardgrid.bed-frame")]
public readonly record struct BedFrame(
    [property: Id(0)] string Bed,
    [property: Id(1)] uint Epoch,
    [property: Id(2)] byte[] Frame
);

/// <summary>Knows which silos show waveforms now; one grain for the hospital, with the key <c>"hospital"</c>.</summary>
[Alias("wardgrid.wave-audience")]
public interface IWaveSubscribers : IGrainWithStringKey
{
    public const string Key = "hospital";

    /// <summary>
    /// Keeps this observer subscribed; it is removed after <see cref="WaveSubscribers.Lease"/> without a call.
    /// </summary>
    [Alias("watch")]
    Task WatchAsync(IWaveObserver observer);

    [Alias("leave")]
    Task LeaveAsync(IWaveObserver observer);

    [Alias("observers")]
    Task<IWaveObserver[]> ObserversAsync();
}
