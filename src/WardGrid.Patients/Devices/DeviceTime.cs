using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices;

/// <summary>Reads a device's time of day: microseconds since 1970.</summary>
public static class DeviceTime
{
    /// <summary>The latest accepted time: the year 9000, because a <see cref="DateTimeOffset"/> ends in 9999.</summary>
    private const long Last = 221_845_392_000_000_000;

    /// <summary>A clock that is wrong by more than this may use another unit.</summary>
    private static readonly TimeSpan Far = TimeSpan.FromDays(366);

    private static readonly (string Name, double Micros)[] OtherUnits =
    [
        ("seconds", 1e6),
        ("milliseconds", 1e3),
        ("nanoseconds", 1e-3),
    ];

    /// <summary>Reads a device's time; a refusal with the reason if it is not a time, or one in another unit.</summary>
    /// <remarks>
    /// A clock that is only wrong is accepted and its offset is shown, because waves matter more than the time of day.
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
