using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.Patients.Trends;

/// <summary>Counts one channel's judged seconds of a minute, and the faults of those that were not usable.</summary>
internal sealed class ChannelMinute(SignalChannel channel)
{
    private const int Seconds = 60;

    private readonly int[] _issues = new int[QualityCauses.All.Length];
    private long _next = channel.Quality.End;
    private int _judged;
    private int _usable;

    public SignalChannel Channel { get; private set; } = channel;

    public bool Is(ChannelDeclaration declaration) =>
        Channel.Declaration.Name == declaration.Name && Channel.Declaration.Code == declaration.Code;

    /// <summary>The same channel in a new epoch: its seconds count from the epoch's beginning.</summary>
    public void Follow(SignalChannel channel) => (Channel, _next) = (channel, channel.Quality.Begin);

    /// <summary>Counts the seconds judged since the last time.</summary>
    /// <remarks>
    /// After a silence the log is filled with missing seconds; the last minute of them belongs to this minute.
    /// </remarks>
    public void Harvest()
    {
        var log = Channel.Quality;
        // A log that was cleared begins at 0 again.
        var from = _next > log.End ? log.Begin : Math.Max(_next, log.Begin);
        for (var number = Math.Max(from, log.End - (Seconds - _judged)); number < log.End; number++)
            Count(log[number]);
        _next = log.End;
    }

    public MinuteChannel Take()
    {
        // The order of causes with the same count: the first is the one to check first.
        var most = 0;
        for (var i = 1; i < _issues.Length; i++)
            most = Weight(i) > Weight(most) ? i : most;
        return new(
            Channel.Declaration.Name,
            Channel.Declaration.Code,
            _judged,
            _usable,
            _issues[most] > 0 ? QualityCauses.All[most] : QualityIssues.None
        );
    }

    private long Weight(int cause) => QualityCauses.Weight(QualityCauses.All[cause], _issues[cause]);

    public void Restart()
    {
        (_judged, _usable) = (0, 0);
        Array.Clear(_issues);
    }

    private void Count(QualitySecond second)
    {
        _judged++;
        if (second.Score >= QualitySecond.Usable)
        {
            _usable++;
            return;
        }

        // Each second has one cause: a lead that is off also breaks the rules for beats, for ten seconds.
        var cause = QualityCauses.All.IndexOf(QualityCauses.FirstOf(second.Issues));
        if (cause >= 0)
            _issues[cause]++;
    }
}
