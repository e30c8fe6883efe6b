using System.Threading.Channels;

namespace WardGrid.Patients.Trends;

/// <summary>Where patients leave their minutes for whoever writes them; nobody waits here for a store.</summary>
/// <remarks>
/// For any number of patients and one reader. A minute that finds no room is lost and counted: trends bear a gap, a
/// ward bears no waiting.
/// </remarks>
public sealed class TrendQueue
{
    /// <summary>Minutes that wait at most: a quarter of an hour of 1,000 beds, some 10 MB.</summary>
    public const int Most = 15_000;

    private readonly Channel<MinuteValues> _minutes = Channel.CreateBounded<MinuteValues>(
        new BoundedChannelOptions(Most) { SingleReader = true }
    );

    public void Leave(MinuteValues minute)
    {
        if (!_minutes.Writer.TryWrite(minute))
            PatientMetrics.MinutesLost.Add(1);
    }

    /// <summary>Completes when a minute is there.</summary>
    public async ValueTask WaitAsync(CancellationToken stop) =>
        await _minutes.Reader.WaitToReadAsync(stop).ConfigureAwait(false);

    /// <summary>Takes what is there, oldest first.</summary>
    public void TakeAll(List<MinuteValues> into)
    {
        while (_minutes.Reader.TryRead(out var minute))
            into.Add(minute);
    }
}
