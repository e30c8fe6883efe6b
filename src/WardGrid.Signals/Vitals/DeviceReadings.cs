using WardGrid.Signals.Protocol;

namespace WardGrid.Signals.Vitals;

/// <summary>
/// The newest numbers that a device showed itself, by what they measure; each is gone when it is old.
/// </summary>
public sealed class DeviceReadings
{
    /// <summary>
    /// Seconds after which a number of the device is gone: numerics come every second, ten in a row do not get lost.
    /// </summary>
    public const double MostAgeSeconds = 10;

    private readonly Dictionary<int, (float Value, double Clock, double Shown)> _newest = [];
    private readonly HashSet<int> _once = [];
    private double _shown;
    private double _last = double.NaN;
    private double _lastHeard;
    private bool _regular;

    /// <summary>
    /// Takes the numbers of one message; what the device marks as not shown, and what no patient can have, ends the
    /// number before.
    /// </summary>
    /// <param name="clock">Seconds on the clock by which ages are told.</param>
    /// <param name="heard">Seconds in which the device has been heard.</param>
    public void Take(DeviceNumerics numerics, double clock, double heard)
    {
        _regular = clock - _last <= MostAgeSeconds;
        (_last, _lastHeard, _shown) = (clock, heard, numerics.TimeMicros / 1e6);
        foreach (var (code, value) in numerics.Values)
        {
            var measured = Measured(code);
            if (IsPlausible(code, value))
            {
                _newest[measured] = ((float)value, clock, _shown);
                _once.Add(measured);
            }
            else
            {
                _newest.Remove(measured);
            }
        }
    }

    /// <summary>The newest number of a code; none where it is old.</summary>
    /// <remarks>
    /// Age is the larger of two: by the clock of receipt, and by the device's own clock on the
    /// numerics that came since.
    /// </remarks>
    /// <param name="now">Seconds on the bed's axis, for the time that the reading carries.</param>
    public Reading Of(int code, double clock, double now)
    {
        if (!_newest.TryGetValue(code, out var n))
            return _once.Contains(code) ? Reading.Without(AbsentReason.NotShown) : default;
        var age = Math.Max(clock - n.Clock, _shown - n.Shown);
        return age <= MostAgeSeconds
            ? new(n.Value, now - Math.Max(0, age), ReadingSource.Device)
            : Reading.Without(AbsentReason.NotShown);
    }

    /// <summary>
    /// Whether a device that had sent its numbers regularly has stopped doing so, though it is heard.
    /// </summary>
    public bool HaveStopped(double heard) => _regular && heard - _lastHeard > MostAgeSeconds;

    /// <summary>Whether a number of this code is shown at all.</summary>
    public static bool Shows(int code) =>
        Measured(code)
            is Mdc.HeartRate
                or Mdc.PulseRate
                or Mdc.Spo2
                or Mdc.RespirationRate
                or Mdc.ArterialSystolic
                or Mdc.ArterialDiastolic
                or Mdc.ArterialMean;

    /// <summary>Whether a living patient can have the value.</summary>
    /// <remarks>Wider than any patient, narrower than a device's own code for "invalid".</remarks>
    public static bool IsPlausible(int code, double value) =>
        Measured(code) switch
        {
            Mdc.HeartRate or Mdc.PulseRate => value is >= 0 and <= 350,
            Mdc.Spo2 => value is > 0 and <= 100,
            Mdc.RespirationRate => value is >= 0 and <= 200,
            Mdc.ArterialSystolic or Mdc.ArterialDiastolic or Mdc.ArterialMean => value is > -30 and <= 350,
            _ => false,
        };

    private static int Measured(int code) => code == Mdc.RespirationRateAlternative ? Mdc.RespirationRate : code;
}
