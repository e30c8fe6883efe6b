namespace WardGrid.Server.Devices;

/// <summary>The messages of one device that a consumer was given and has not accepted.</summary>
/// <remarks>
/// No I/O. A device whose messages are not taken in time is set aside: until the host has caught up with it, what it sends is lost and
/// counted, so that the acknowledgements of all others, which must keep their order, do not wait for it again.
/// </remarks>
public sealed class DeviceLane(int maximumPending)
{
    private int _pending;
    private int _late;

    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Says why the device's next message cannot be taken; null: it can.</summary>
    public string? Obstacle =>
        Volatile.Read(ref _late) > 0 ? "earlier messages of this device were not taken in time and are still not done"
        : Pending >= maximumPending ? $"{maximumPending} messages of this device wait already"
        : null;

    public void Begin() => Interlocked.Increment(ref _pending);

    /// <summary>The message was not taken in time; it ends later with <see cref="End"/>.</summary>
    public void BecomesLate() => Interlocked.Increment(ref _late);

    public void End(bool wasLate)
    {
        Interlocked.Decrement(ref _pending);
        if (wasLate)
            Interlocked.Decrement(ref _late);
    }
}
