namespace WardGrid.Server.Mqtt;

/// <summary>Ends a connection that misses a deadline.</summary>
/// <remarks>
/// One timer per connection is set again only when it fires or when a deadline moves closer, so that traffic costs
/// nothing.
/// </remarks>
internal sealed class ConnectionWatch : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly Action<string> _expired;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private long _armedFor = long.MaxValue;
    private long _deadline = long.MaxValue;
    private string _what = "";

    public ConnectionWatch(TimeProvider clock, Action<string> expired)
    {
        _clock = clock;
        _expired = expired;
        _timer = clock.CreateTimer(
            static watch => ((ConnectionWatch)watch!).Check(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>
    /// Sets the deadline. If it is not set again within the limit, the connection ends because of
    /// <paramref name="what"/>; null: no limit.
    /// </summary>
    public void Expect(TimeSpan? limit, string what)
    {
        lock (_gate)
        {
            _what = what;
            _deadline = limit is { } l
                ? _clock.GetTimestamp() + (long)(l.TotalSeconds * _clock.TimestampFrequency)
                : long.MaxValue;
            if (_deadline < _armedFor)
                Arm();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            if (_deadline == long.MaxValue)
                return;
            if (_clock.GetTimestamp() < _deadline)
            {
                Arm();
                return;
            }
        }

        _expired(_what);
    }

    private void Arm()
    {
        _armedFor = _deadline;
        var left = _clock.GetElapsedTime(_clock.GetTimestamp(), _deadline);
        // One millisecond more, so that rounding never fires before the deadline.
        _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
