using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices;

/// <summary>Reads a device's time of day: microseconds since 1970.</summary>
public static class DeviceTime
{
    /// <summary>Beyond the year 9000 a <see cref="DateTimeOffset"/> ends.</summary>
    private const long Last = 221_845_392_000_000_000;

    /// <summary>A clock that is off by more than this may be one of another unit.</summary>
    private static readonly TimeSpan Far = TimeSpan.FromDays(366);

    private static readonly (string Name, double Micros)[] OtherUnits =
    [
        ("seconds", 1e6),
        ("milliseconds", 1e3),
        ("nanoseconds", 1e-3),
    ];

    /// <summary>The moment that a device names; a refusal in words where it is none, or one of another unit.</summary>
    /// <remarks>
    /// A clock that is merely wrong is taken, and its offset is shown: waves are worth more than a time of day.
    /// </remarks>
    public static Refusal Read(long micros, DateTimeOffset receivedAt, out DateTimeOffset time)
    {
        time = default;
        foreach (var (name, unit) in OtherUnits)
        {
            if (!IsNear(micros, receivedAt) && IsNear(micros * unit, receivedAt))
                return new(
                    RefusalReason.TimeImplausible,
                    $"the device's time of {micros} looks like {name} since 1970; microseconds are expected"
                );
        }

        if (micros is <= 0 or >= Last)
            return new(RefusalReason.TimeImplausible, $"the device's time of {micros} µs since 1970 is no time of day");
        time = DateTimeOffset.UnixEpoch.AddMicroseconds(micros);
        return Refusal.None;
    }

    private static bool IsNear(double micros, DateTimeOffset at) =>
        Math.Abs(micros - (at - DateTimeOffset.UnixEpoch).TotalMicroseconds) < Far.TotalMicroseconds;
}
