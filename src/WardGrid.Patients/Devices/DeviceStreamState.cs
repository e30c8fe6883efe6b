using System.Buffers;
using System.Collections.Immutable;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices;

/// <summary>
/// The state of a device's stream that one activation gives to the next: the last minute of samples, and the counters.
/// </summary>
/// <param name="Birth">The device's birth.</param>
/// <param name="Seconds">The windows of all channels, second by second from the oldest on, as wave bundles of the wire;
/// a gap is missing samples.</param>
/// <param name="Sequence">The number of the last accepted frame: an older frame is refused, and lost frames are counted
/// as missed.</param>
/// <param name="LastAt">Server clock of the last frame or numbers.</param>
/// <param name="LastFrameEnd">Device clock at the end of the last frame.</param>
/// <param name="ClockOffset">Device clock minus server clock.</param>
/// <remarks>
/// About 120 kB for the usual five channels. Data that is older than the windows is not included: the beats of the
/// minutes before, from which a verification learns what is usual for this patient, are collected again.
/// </remarks>
public sealed record DeviceStreamState(
    DeviceBirth Birth,
    ImmutableArray<byte[]> Seconds,
    uint Sequence,
    long Accepted,
    long Missed,
    DateTimeOffset LastAt,
    DateTimeOffset LastFrameEnd,
    TimeSpan ClockOffset
)
{
    /// <summary>
    /// The birth as the device sent it, before units and mappings are applied, so that a later mapping can be applied
    /// to it. Null from an older version.
    /// </summary>
    public DeviceBirth? Declared { get; init; }

    /// <summary>
    /// How often the device's counters started again within its epoch, so that screens keep the epoch that they know.
    /// </summary>
    public uint Restarts { get; init; }

    /// <summary>The windows of these signals as wave bundles of a second each.</summary>
    public static ImmutableArray<byte[]> Cut(BedSignals signals)
    {
        var strip = StripExtractor
            .Recent(signals, BedSignals.WindowSeconds)
            .Channels.Where(c => c.Samples.Length > 0)
            .ToArray();
        if (strip.Length == 0)
            return [];
        var first = (long)Math.Floor(strip.Min(c => c.Start / c.Declaration.Rate));
        var seconds = ImmutableArray.CreateBuilder<byte[]>();
        var bundle = new ArrayBufferWriter<byte>();
        for (var second = first; second < signals.NowSeconds; second++)
        {
            var parts = strip.Select(c => Part(c, second)).Where(p => p.Samples.Length > 0).ToArray();
            if (parts.Length == 0)
                continue;
            bundle.ResetWrittenCount();
            WaveFrameWriter.WriteHeader(bundle, signals.Birth.Epoch, sequence: 0, timeMicros: 0, parts.Length);
            foreach (var (index, start, samples) in parts)
                WaveFrameWriter.WriteChannel(bundle, index, start, samples.AsSpan());
            seconds.Add(bundle.WrittenSpan.ToArray());
        }

        return seconds.DrainToImmutable();
    }

    private static (int Index, long Start, ImmutableArray<short> Samples) Part(StripChannel channel, long second)
    {
        var rate = channel.Declaration.Rate;
        var end = channel.Start + channel.Samples.Length;
        var from = Math.Clamp((long)Math.Ceiling(second * rate), channel.Start, end);
        var to = Math.Clamp((long)Math.Ceiling((second + 1) * rate), channel.Start, end);
        return (channel.Declaration.Index, from, channel.Samples.Slice((int)(from - channel.Start), (int)(to - from)));
    }
}
