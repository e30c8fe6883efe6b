using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices.Conformance;

/// <summary>
/// Measures a device's alarms: their phases, and how long each needs from the event to the ward's view.
/// </summary>
/// <param name="openBefore">Alarms of the device that were open when the run began; they may end in it.</param>
internal sealed class AlertMeasure(int openBefore)
{
    private readonly Dictionary<string, AlertTimes> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unbegun = new(StringComparer.Ordinal);

    public long Starts { get; private set; }

    public long Ends { get; private set; }

    /// <summary>Alarms that changed or ended, but whose start never came.</summary>
    public int WithoutStart => Math.Max(0, _unbegun.Count - openBefore);

    /// <summary>Alarms that reached the ward's view.</summary>
    public long Shown { get; private set; }

    /// <summary>The longest times of an alarm, in seconds; NaN where none was measured.</summary>
    public double LongestToSignal { get; private set; } = double.NaN;

    public double LongestToView { get; private set; } = double.NaN;

    public double LongestInAll { get; private set; } = double.NaN;

    /// <summary>Takes an alert as the device sent it.</summary>
    /// <param name="condition">When the event was, by the device's clock; null where it does not say.</param>
    /// <param name="offset">The offset of the device's clock, as far as it is known.</param>
    public void Add(DeviceAlert alert, DateTimeOffset? condition, TimeSpan offset)
    {
        var key = $"{alert.Epoch}/{alert.Id}";
        switch (alert.Phase)
        {
            case AlertPhase.Start:
                Starts++;
                _begun.Add(key);
                var signal = DateTimeOffset.UnixEpoch.AddMicroseconds(alert.TimeMicros);
                _waiting[key] = new(condition, signal, offset);
                break;
            case AlertPhase.End when !_begun.Contains(key):
                Ends++;
                _unbegun.Add(key);
                break;
            case AlertPhase.Update when !_begun.Contains(key):
                _unbegun.Add(key);
                break;
            case AlertPhase.End:
                Ends++;
                break;
        }
    }

    /// <summary>The ward's view has the alarm.</summary>
    public void ShownAt(DeviceAlert alert, DateTimeOffset at)
    {
        if (!_waiting.Remove($"{alert.Epoch}/{alert.Id}", out var times))
            return;
        Shown++;
        var view = (at + times.Offset - times.Signal).TotalSeconds;
        LongestToView = Longer(LongestToView, view);
        if (times.Condition is not { } condition)
            return;
        LongestToSignal = Longer(LongestToSignal, (times.Signal - condition).TotalSeconds);
        LongestInAll = Longer(LongestInAll, (at + times.Offset - condition).TotalSeconds);
    }

    private static double Longer(double known, double seconds) =>
        double.IsNaN(known) ? seconds : Math.Max(known, seconds);

    private sealed record AlertTimes(DateTimeOffset? Condition, DateTimeOffset Signal, TimeSpan Offset);
}
