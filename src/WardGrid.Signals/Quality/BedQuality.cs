using System.Collections.Immutable;

namespace WardGrid.Signals.Quality;

/// <summary>Judges all channels of a bed second by second, each with the help of the others.</summary>
/// <remarks>
/// A second is written as soon as its samples are there, so that a lead that falls off is seen within two seconds. It
/// is judged again half a second later, when the beat detectors (at most 400 ms late) have finished on every channel.
/// </remarks>
internal sealed class BedQuality(ImmutableArray<SignalChannel> channels)
{
    private const double BeatsKnownAfter = 0.5;

    private long? _next;

    public void Advance(double now)
    {
        foreach (var channel in channels)
            channel.Judgement.Write(now);

        var newest = (long)Math.Floor(now - BeatsKnownAfter) - 1;
        // After a gap only the newest second is evaluated; the ones before it had no beats.
        var first = _next is { } next && newest - next < 4 ? next : newest;
        for (var second = first; second <= newest; second++)
            Revise(second);
        _next = newest + 1;
    }

    private void Revise(long second)
    {
        var proofs = 0;
        foreach (var channel in channels)
        {
            channel.Judgement.Hear(second);
            if (channel.Judgement.IsProof)
                proofs++;
        }

        foreach (var channel in channels)
            channel.Judgement.Revise(second, provenElsewhere: proofs > (channel.Judgement.IsProof ? 1 : 0));
    }
}
