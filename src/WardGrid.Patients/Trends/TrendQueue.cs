using System.Threading.Channels;

namespace WardGrid.Patients.Trends;

/// <summary>The queue of the patients' minutes that wait to be written. No patient waits for a store here.</summary>
/// <remarks>
/// For any number of patients and one reader. If there is no room, a minute is dropped and counted: a gap in a trend is
/// acceptable, a ward that waits is not.
/// </remarks>
public sealed class TrendQueue
{
    /// <summary>The most minutes that wait: 15 minutes of 1,000 beds, about 10 MB.</summary>
    public const int Most = 15_000;

    private readonly Channel<MinuteValues> _minutes = Channel.CreateBounded<MinuteValues>(
        new BoundedChannelOptions(Most) { SingleReader = true }
    );

    public void Leave(MinuteValues minute)
    {
        if (!_minutes.Writer.TryWrite(minute))
            PatientMetrics.MinutesLost.Add(1);
    }

    /// <summary>Completes when a minute is waiting.</summary>
    public async ValueTask WaitAsync(CancellationToken stop) =>
        await _minutes.Reader.WaitToReadAsync(stop).ConfigureAwait(false);

    /// <summary>Takes the waiting minutes, oldest first.</summary>
    public void TakeAll(List<MinuteValues> into)
    {
        while (_minutes.Reader.TryRead(out var minute))
            into.Add(minute);
    }
}
