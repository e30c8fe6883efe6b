using WardGrid.Signals.Frames;

namespace WardGrid.Signals.Vitals;

/// <summary>The newest numbers that a device showed itself, by what they measure; each is gone when it is old.</summary>
public sealed class DeviceReadings
{
    /// <summary>Seconds after which a number of the device is gone: numerics come every second, ten in a row do not get lost.</summary>
    public const double MostAgeSeconds = 10;

    private readonly Dictionary<int, (float Value, double Now, double Shown)> _newest = [];
    private double _shown;

    /// <summary>Takes the numbers of one message; values that no patient can have are ignored.</summary>
    /// <param name="now">Seconds on the bed's axis at which the message came.</param>
    public void Take(DeviceNumerics numerics, double now)
    {
        _shown = numerics.TimeMicros / 1e6;
        foreach (var (code, value) in numerics.Values)
        {
            var measured = code == Mdc.RespirationRateAlternative ? Mdc.RespirationRate : code;
            if (IsPlausible(measured, value))
                _newest[measured] = ((float)value, now, _shown);
        }
    }

    /// <summary>The newest number of a code; none where it is old.</summary>
    /// <remarks>
    /// Age is the larger of two: by the samples that came since, and by the device's clock on the numerics that came since. So a
    /// number ages with the waves when numerics stop, and with the numerics when a device sends no waves.
    /// </remarks>
    public Reading Of(int code, double now) =>
        _newest.TryGetValue(code, out var n) && Math.Max(now - n.Now, _shown - n.Shown) <= MostAgeSeconds
            ? new(n.Value, n.Now, ReadingSource.Device)
            : default;

    /// <remarks>Wider than any patient, narrower than a device's own code for "invalid".</remarks>
    private static bool IsPlausible(int code, double value) => code switch
    {
        Mdc.HeartRate or Mdc.PulseRate => value is >= 0 and <= 350,
        Mdc.Spo2 => value is > 0 and <= 100,
        Mdc.RespirationRate => value is >= 0 and <= 200,
        Mdc.ArterialSystolic or Mdc.ArterialDiastolic or Mdc.ArterialMean => value is > -30 and <= 350,
        _ => false,
    };
}
