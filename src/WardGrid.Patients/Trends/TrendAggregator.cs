using WardGrid.Patients.Devices;
using WardGrid.Signals;

namespace WardGrid.Patients.Trends;

/// <summary>Summarizes a patient's signals minute by minute, by the server's clock.</summary>
/// <remarks>
/// Once a second it notes the newest vital signs. At the end of a minute it adds the quality of the seconds that were
/// judged since the last minute's end; a judgement comes up to two seconds after its signal. One thread at a time; only
/// a minute's own values are allocated.
/// </remarks>
public sealed class TrendAggregator(DeviceAssociation association)
{
    private readonly MinuteMedians _medians = new();
    private readonly List<ChannelMinute> _channels = [];
    private BedSignals? _signals;
    private long _second;
    private long _minute;

    /// <summary>
    /// Observes the bed as it is now; returns the last minute if a new one has begun and the device had sent in it.
    /// </summary>
    /// <param name="connected">Whether the device is sending: the last values of a silent device are not readings of
    /// this second.</param>
    public MinuteValues? Observe(BedSignals? signals, bool connected, DateTimeOffset at)
    {
        var second = at.ToUnixTimeSeconds();
        if (second == _second && ReferenceEquals(signals, _signals))
            return null;
        if (!ReferenceEquals(signals, _signals))
            Begin(signals);
        var done = second / 60 == _minute ? null : End();
        if (second != _second && connected && signals is not null)
            _medians.Note(signals.Vitals);
        (_second, _minute) = (second, second / 60);
        return done;
    }

    /// <summary>A new epoch has other channels; the counts of the old ones in this minute are kept.</summary>
    private void Begin(BedSignals? signals)
    {
        foreach (var channel in _channels)
            channel.Harvest();
        foreach (var channel in signals?.Channels ?? [])
        {
            var known = _channels.Find(c => c.Is(channel.Declaration));
            if (known is null)
                _channels.Add(new(channel));
            else
                known.Follow(channel);
        }

        _signals = signals;
    }

    private MinuteValues? End()
    {
        foreach (var channel in _channels)
            channel.Harvest();
        var heard = _medians.Seconds > 0;
        var done = heard
            ? new MinuteValues(
                association.PatientId,
                association.Bed,
                DateTimeOffset.FromUnixTimeSeconds(_minute * 60),
                _medians.Take(),
                [.. _channels.Select(c => c.Take())]
            )
            : null;
        foreach (var channel in _channels)
            channel.Restart();
        _channels.RemoveAll(c => _signals is null || !_signals.Channels.Contains(c.Channel));
        return done;
    }
}
