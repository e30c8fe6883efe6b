namespace WardGrid.Patients.Devices;

/// <summary>How far a device's clock is ahead of the server's, estimated from its frames.</summary>
/// <remarks>
/// For every frame: the device's clock at its end minus the server's clock at its arrival, which is the offset less the
/// transport time. The transport time is never negative, so the largest difference of the last one to two minutes is
/// the best estimate. It is too low by the shortest transport time, a few milliseconds on a wired ward. One thread at a
/// time; 40 bytes.
/// </remarks>
public sealed class ClockOffset
{
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private DateTimeOffset _since;
    private TimeSpan? _before;
    private TimeSpan? _largest;

    /// <summary>Device clock minus server clock; null before the first frame.</summary>
    public TimeSpan? Value => _before > _largest ? _before : _largest ?? _before;

    public void Observe(DateTimeOffset deviceTime, DateTimeOffset receivedAt)
    {
        if (receivedAt - _since >= Span)
        {
            _before = receivedAt - _since < 2 * Span ? _largest : null;
            _largest = null;
            _since = receivedAt;
        }

        var difference = deviceTime - receivedAt;
        if (_largest is not { } largest || difference > largest)
            _largest = difference;
    }

    /// <summary>Forgets the estimate, because the device has started again.</summary>
    public void Restart() => (_since, _before, _largest) = (default, null, null);
}
