using WardGrid.Patients.Devices;

namespace WardGrid.Patients.Devices.Conformance;

/// <summary>Measures a device's clock against the server's, and how evenly its bundles come.</summary>
/// <remarks>
/// A bundle arrives at the device's time of its end, less the offset of the device's clock, plus the transport. The
/// fastest transport of a stretch is taken as the clock's; what other bundles need more is jitter. The fastest of
/// each stretch form a line, whose slope is the drift.
/// </remarks>
internal sealed class ClockMeasure(TimeSpan length)
{
    /// <summary>Stretches in a run: enough points for a line.</summary>
    private const int Stretches = 20;

    private readonly TimeSpan _stretch = length / Stretches;
    private readonly LineFit _line = new();
    private readonly ClockOffset _offset = new();
    private DateTimeOffset? _first;
    private DateTimeOffset _stretchBegin;
    private (DateTimeOffset At, TimeSpan Ahead)? _fastest;

    /// <summary>How far the device's clock is ahead, in seconds; NaN before the first bundle.</summary>
    public double OffsetSeconds => _offset.Value?.TotalSeconds ?? double.NaN;

    public DelayHistogram Delays { get; } = new();

    /// <summary>How much faster the device's clock runs, in parts per million.</summary>
    public double DriftPpm => _line.Slope * 1e6;

    /// <summary>Three standard errors of the drift.</summary>
    public double DriftUncertaintyPpm => 3 * _line.SlopeError * 1e6;

    public void Add(DateTimeOffset deviceEnd, DateTimeOffset at)
    {
        if (_first is null)
            (_first, _stretchBegin) = (at, at);
        _offset.Observe(deviceEnd, at);
        var ahead = deviceEnd - at;
        if (_offset.Value is { } offset)
            Delays.Add(offset - ahead);
        if (at - _stretchBegin >= _stretch)
            EndStretch(at);
        if (_fastest is null || ahead > _fastest.Value.Ahead)
            _fastest = (at, ahead);
    }

    private void EndStretch(DateTimeOffset at)
    {
        if (_fastest is { } fastest)
            _line.Add((fastest.At - _first!.Value).TotalSeconds, fastest.Ahead.TotalSeconds);
        (_fastest, _stretchBegin) = (null, at);
    }
}
