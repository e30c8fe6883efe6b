using WardGrid.Signals;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Quality;

namespace WardGrid.Patients.Minutes;

/// <summary>Counts one channel's judged seconds of a minute, and what was wrong with those that could not be used.</summary>
internal sealed class ChannelMinute(SignalChannel channel)
{
    private const int Seconds = 60;

    // Where two things were wrong equally often, the first to look at, as in QualityWords: nothing arrives, nothing is attached, it moves, it is noisy.
    private static readonly QualityIssues[] Order =
    [
        QualityIssues.Missing, QualityIssues.Flat, QualityIssues.Saturated, QualityIssues.Motion, QualityIssues.NoBeats, QualityIssues.HighFrequencyNoise,
        QualityIssues.BaselineWander, QualityIssues.UnlikeBeats, QualityIssues.ImplausibleRhythm, QualityIssues.PowerLine,
    ];

    private readonly int[] _issues = new int[Order.Length];
    private long _next = channel.Quality.End;
    private int _judged;
    private int _usable;

    public SignalChannel Channel { get; private set; } = channel;

    public bool Is(ChannelDeclaration declaration) => Channel.Declaration.Name == declaration.Name && Channel.Declaration.Code == declaration.Code;

    /// <summary>The same channel of a new epoch: its seconds count from its beginning.</summary>
    public void Follow(SignalChannel channel) => (Channel, _next) = (channel, channel.Quality.Begin);

    /// <summary>Counts the seconds judged since the last time.</summary>
    /// <remarks>After a silence the log is filled up with missing seconds; of these the last minute is this one's.</remarks>
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
        var most = 0;
        for (var i = 1; i < Order.Length; i++)
            most = _issues[i] > _issues[most] ? i : most;
        return new(Channel.Declaration.Name, Channel.Declaration.Code, _judged, _usable, _issues[most] > 0 ? Order[most] : QualityIssues.None);
    }

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

        for (var i = 0; i < Order.Length; i++)
            _issues[i] += second.Issues.HasFlag(Order[i]) ? 1 : 0;
    }
}
