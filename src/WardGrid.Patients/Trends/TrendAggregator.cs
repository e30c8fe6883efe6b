using WardGrid.Patients.Devices;
using WardGrid.Signals;

namespace WardGrid.Patients.Trends;

/// <summary>Sums up a patient's signals minute by minute, by the server's clock.</summary>
/// <remarks>
/// Once a second the newest vital signs are noted, and at a minute's end the seconds of quality that have been judged
/// since the end of the one before: a judgement is up to two seconds younger than its signal. One thread at a time;
/// nothing is allocated but a minute's own values.
/// </remarks>
public sealed class TrendAggregator(DeviceAssociation association)
{
    private readonly MinuteMedians _medians = new();
    private readonly List<ChannelMinute> _channels = [];
    private BedSignals? _signals;
    private long _second;
    private long _minute;

    /// <summary>
    /// Takes the bed as it is now; gives the minute before where a new one has begun and the device had sent in it.
    /// </summary>
    /// <param name="connected">Whether the device is sending: what a silent one showed last is not a reading of this
    /// second.</param>
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

    /// <summary>A new epoch brings other channels; what the old ones came to in this minute is kept.</summary>
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
