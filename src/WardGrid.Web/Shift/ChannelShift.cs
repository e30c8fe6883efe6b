using WardGrid.Signals.Quality;

namespace WardGrid.Web.Shift;

/// <summary>How good one channel was through the shift, in cells of five minutes.</summary>
/// <remarks>Not thread-safe; <see cref="ShiftLog"/> takes one turn at a time. A cell without a second says that nothing was heard.</remarks>
public sealed class ChannelShift(string channel)
{
    /// <summary>Length of a cell.</summary>
    public static readonly TimeSpan Cell = TimeSpan.FromMinutes(5);

    /// <summary>Cells of a shift of eight hours.</summary>
    public const int Cells = 96;

    private readonly int[] _heard = new int[Cells];
    private readonly int[] _usable = new int[Cells];
    private readonly long[] _number = new long[Cells];
    private readonly Dictionary<QualityIssues, int> _causes = [];
    private long _second = -1;

    public string Channel => channel;

    /// <summary>The newest second's score, 0 to 1.</summary>
    public float Now { get; private set; }

    public int HeardSeconds => _heard.Sum();

    public int LostSeconds => HeardSeconds - _usable.Sum();

    /// <summary>What was wrong in most of the lost seconds.</summary>
    public QualityIssues Cause => _causes.Count == 0 ? QualityIssues.None : _causes.MaxBy(c => c.Value).Key;

    public void Add(QualitySecond second, DateTimeOffset now)
    {
        if (second.Second == _second)
            return;
        _second = second.Second;
        Now = second.Score;
        var number = NumberOf(now);
        var at = (int)(number % Cells);
        if (_number[at] != number)
            (_number[at], _heard[at], _usable[at]) = (number, 0, 0);
        _heard[at]++;
        if (second.Score >= QualitySecond.Usable)
        {
            _usable[at]++;
            return;
        }

        foreach (var issue in Enum.GetValues<QualityIssues>())
        {
            if (issue != QualityIssues.None && second.Issues.HasFlag(issue))
                _causes[issue] = _causes.GetValueOrDefault(issue) + 1;
        }
    }

    /// <summary>The usable share of each cell, the oldest first; null where nothing was heard.</summary>
    public float?[] Shares(DateTimeOffset now)
    {
        var last = NumberOf(now);
        var shares = new float?[Cells];
        for (var i = 0; i < Cells; i++)
        {
            var number = last - Cells + 1 + i;
            var at = (int)(number % Cells);
            shares[i] = _number[at] == number && _heard[at] > 0 ? (float)_usable[at] / _heard[at] : null;
        }

        return shares;
    }

    private static long NumberOf(DateTimeOffset now) => now.ToUnixTimeSeconds() / (long)Cell.TotalSeconds;
}
