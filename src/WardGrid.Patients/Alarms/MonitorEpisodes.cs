using System.Collections.Immutable;

namespace WardGrid.Patients.Alarms;

/// <summary>
/// The episode of each of a monitor's alarm ids: a start opens it, updates change it, the end closes it.
/// </summary>
/// <remarks>
/// A monitor may use an id again: a start after the end opens a new episode. A late or repeated message for an ended
/// episode opens nothing. Only the newest <see cref="Most"/> ids are remembered. One thread at a time.
/// </remarks>
public sealed class MonitorEpisodes(ImmutableArray<MonitorEpisode> earlier)
{
    /// <summary>The most ids that are remembered for one patient: far more than a monitor uses at once.</summary>
    public const int Most = 64;

    private readonly List<MonitorEpisode> _all = [.. earlier];

    /// <summary>Oldest first.</summary>
    public ImmutableArray<MonitorEpisode> All => [.. _all];

    public MonitorEpisode? Find(string key) => _all.Find(e => e.Key == key);

    /// <summary>Opens an episode of an id, which replaces the earlier one.</summary>
    public void Open(string key, string alarmId, long startMicros)
    {
        _all.RemoveAll(e => e.Key == key);
        _all.Add(new(key, alarmId, startMicros, false));
        if (_all.Count > Most)
            _all.RemoveAt(Math.Max(0, _all.FindIndex(e => e.Ended)));
    }

    /// <summary>Closes the episode: the monitor has ended it, or cannot end it any more.</summary>
    public void End(MonitorEpisode episode)
    {
        var at = _all.IndexOf(episode);
        if (at >= 0)
            _all[at] = episode with { Ended = true };
    }
}

/// <summary>One episode of a monitor's alarm.</summary>
/// <param name="Key">The device's epoch and its own name of the alarm.</param>
/// <param name="AlarmId">The alarm of the episode.</param>
/// <param name="StartMicros">The monitor's time of the start, which identifies a repeated start.</param>
public sealed record MonitorEpisode(string Key, string AlarmId, long StartMicros, bool Ended);
