using WardGrid.Patients.Trends;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.Web.Shift;

/// <summary>The quality of one channel during the shift, in cells of five minutes.</summary>
/// <param name="end">The shift is the eight hours up to the cell of this time.</param>
public sealed class ChannelShift(string name, int code, DateTimeOffset end)
{
    /// <summary>Length of a cell.</summary>
    public static readonly TimeSpan Cell = TimeSpan.FromMinutes(5);

    /// <summary>Cells of a shift of eight hours.</summary>
    public const int Cells = 96;

    private readonly int[] _heard = new int[Cells];
    private readonly int[] _usable = new int[Cells];
    private readonly Dictionary<QualityIssues, int> _causes = [];

    public string Channel => name;

    public SignalKind Kind => Mdc.KindOf(code);

    public int HeardSeconds => _heard.Sum();

    public int LostSeconds => HeardSeconds - _usable.Sum();

    /// <summary>
    /// The cause of most lost seconds; irregular beats only if no other cause has a considerable part of them.
    /// </summary>
    public QualityIssues Cause =>
        _causes.Count == 0 ? QualityIssues.None : _causes.MaxBy(c => QualityCauses.Weight(c.Key, c.Value)).Key;

    /// <summary>The usable share of each cell, the oldest first; null if no device sent.</summary>
    public float?[] Shares =>
        [.. _heard.Select((heard, cell) => heard == 0 ? (float?)null : (float)_usable[cell] / heard)];

    /// <summary>The beginning of the first cell of the shift that ends at <paramref name="end"/>.</summary>
    public static DateTimeOffset BeginOf(DateTimeOffset end) =>
        DateTimeOffset.UnixEpoch + (NumberOf(end) - Cells + 1) * Cell;

    public void Add(MinuteChannel minute, DateTimeOffset at)
    {
        var cell = NumberOf(at) - NumberOf(end) + Cells - 1;
        if (cell is < 0 or >= Cells)
            return;
        _heard[cell] += minute.Judged;
        _usable[cell] += minute.Usable;
        if (minute.MainIssue != QualityIssues.None)
            _causes[minute.MainIssue] = _causes.GetValueOrDefault(minute.MainIssue) + minute.Judged - minute.Usable;
    }

    private static long NumberOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / (long)Cell.TotalSeconds;
}
