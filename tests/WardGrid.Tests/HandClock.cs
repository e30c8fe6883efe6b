namespace WardGrid.Tests;

/// <summary>A clock that stands until it is moved; its timers fire when it is.</summary>
public sealed class HandClock : TimeProvider
{
    private readonly Lock _turn = new();
    private readonly List<HandTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_turn)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Moves the clock, firing on the way what falls due.</summary>
    public void Move(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (true)
        {
            HandTimer? due;
            lock (_turn)
            {
                due = _timers.Where(t => t.DueAt <= until).MinBy(t => t.DueAt);
                _now = due?.DueAt > _now ? due.DueAt : due is null ? until : _now;
            }

            if (due is null)
                return;
            due.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class HandTimer(HandClock clock, Action fire) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset DueAt { get; private set; }

        public void Fire()
        {
            lock (clock._turn)
            {
                if (_period > TimeSpan.Zero)
                    DueAt += _period;
                else
                    clock._timers.Remove(this);
            }

            fire();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._turn)
            {
                clock._timers.Remove(this);
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                DueAt = clock._now + dueTime;
                clock._timers.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._turn)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
