using Orleans.Concurrency;

namespace WardGrid.Server.Wards;

/// <summary>A web node that shows waveforms: silos send it the frames of the beds that live on them.</summary>
/// <remarks>
/// Direct calls, batched per silo, because a memory stream adds its pulling period of up to 100 ms and
/// costs about ten calls.
/// </remarks>
[Alias("wardgrid.wave-observer")]
public interface IWaveObserver : IGrainObserver
{
    [Alias("waves"), OneWay]
    Task WavesAsync([Immutable] WaveBatch batch);
}

/// <summary>
/// The frames of some tens of milliseconds from one silo, in order per bed, each in the device's own bytes.
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

/// <summary>Who shows waveforms just now; one for the hospital, key <c>"hospital"</c>.</summary>
[Alias("wardgrid.wave-audience")]
public interface IWaveSubscribers : IGrainWithStringKey
{
    public const string Key = "hospital";

    /// <summary>
    /// Says that this observer still watches; forgotten after <see cref="WaveSubscribers.Lease"/> without a word.
    /// </summary>
    [Alias("watch")]
    Task WatchAsync(IWaveObserver observer);

    [Alias("leave")]
    Task LeaveAsync(IWaveObserver observer);

    [Alias("observers")]
    Task<IWaveObserver[]> ObserversAsync();
}
