namespace WardGrid.Patients;

/// <summary>
/// Shows a patient to the ward: at once if an alarm or the connection has changed, else ten times a second at most.
/// </summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class PatientView(IWardObserver ward, TimeProvider clock)
{
    /// <summary>The shortest time between two views of a bed whose alarms did not change.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private DateTimeOffset _shownAt;
    private bool _shownConnected;
    private long _shownRefusals;
    private bool _hasNews = true;
    private (DateTimeOffset DeviceTime, DateTimeOffset ReceivedAt)? _unseen;

    /// <summary>Something has changed that can wait for the next view.</summary>
    public void Note() => _hasNews = true;

    /// <summary>A frame has come; how long it takes until it is shown is measured.</summary>
    public void FrameCame(DateTimeOffset deviceTime, DateTimeOffset receivedAt) => _unseen ??= (deviceTime, receivedAt);

    /// <summary>The device's sample counters started again.</summary>
    public void EpochBegan() => _unseen = null;

    /// <summary>Whether the ward is to be shown the patient now.</summary>
    public bool IsDue(bool alarmsChanged, bool connected, long refusals, DateTimeOffset now)
    {
        if (alarmsChanged || connected != _shownConnected)
            return true;
        // A server's clock that was set back must not delay the view.
        return (_hasNews || refusals != _shownRefusals) && (now - _shownAt).Duration() >= Interval;
    }

    public void Show(PatientSnapshot snapshot, bool alarmsChanged, bool connected, long refusals, DateTimeOffset now)
    {
        // A view that an alarm asked for does not delay the frame that comes next.
        if (!alarmsChanged)
            _shownAt = now;
        (_shownConnected, _shownRefusals, _hasNews) = (connected, refusals, false);
        ward.Changed(snapshot);
        if (_unseen is not { } unseen)
            return;
        var seenAt = clock.GetUtcNow();
        PatientMetrics.FrameToWard.Record((seenAt - unseen.DeviceTime).TotalMilliseconds);
        PatientMetrics.ArrivalToWard.Record((seenAt - unseen.ReceivedAt).TotalMilliseconds);
        _unseen = null;
    }
}
