using System.Buffers;
using WardGrid.Signals.Protocol;

namespace WardGrid.Simulation.Recordings;

/// <summary>The alarm of a recording.</summary>
/// <param name="Kind">The monitor's kind, as in <see cref="DeviceAlert"/>.</param>
/// <param name="Sample">The sample at which it was raised.</param>
public sealed record RecordedAlarm(string Kind, long Sample, string Text);

/// <summary>A recording as the bedside monitor that sent it, with its alarm.</summary>
/// <remarks>
/// Sample numbers are the recording's own, also if the replay begins later. Its clock runs with the replay: at double
/// speed a second of samples takes half a second of its clock.
/// </remarks>
public sealed class ReplayedMonitor : IBedsideMonitor
{
    /// <summary>Seconds of samples in a wave bundle.</summary>
    public const double BundleSeconds = 0.25;

    /// <summary>Seconds for which the monitor keeps its alarm.</summary>
    private const double AlarmSeconds = 20;

    private readonly Recording _recording;
    private readonly RecordedAlarm? _alarm;
    private readonly long _startMicros;
    private readonly double _speed;
    private readonly int _first;
    private readonly int _bundles;
    private readonly Queue<DeviceAlert> _alerts = new();
    private bool _raised;
    private bool _ended;
    private int _bundle;

    /// <param name="birth">Its channels are those of <see cref="RecordingChannels.Declare"/>.</param>
    /// <param name="startMicros">Device clock at the beginning of the replay, microseconds since 1970.</param>
    /// <param name="first">The sample at which the replay begins.</param>
    /// <param name="speed">How many times faster than it was recorded.</param>
    public ReplayedMonitor(
        Recording recording,
        RecordedAlarm? alarm,
        DeviceBirth birth,
        long startMicros,
        int first = 0,
        double speed = 1
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, recording.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            birth.Channels.Length,
            recording.Header.Signals.Length,
            nameof(birth)
        );
        (_recording, _alarm, Birth, _startMicros, _first, _speed) = (
            recording,
            alarm,
            birth,
            startMicros,
            first,
            speed
        );
        _bundles = (int)Math.Ceiling((recording.Length - first) / (BundleSeconds * recording.Header.Rate));
    }

    public DeviceBirth Birth { get; }

    /// <summary>Seconds that the whole replay takes.</summary>
    public double Seconds => _bundles * BundleSeconds / _speed;

    public double DueSeconds
    {
        get
        {
            // An alert is sent with the bundle that shows its cause.
            if (_alerts.Count > 0)
                return (_bundle - 1) * BundleSeconds / _speed;
            return _bundle <= _bundles ? _bundle * BundleSeconds / _speed : double.PositiveInfinity;
        }
    }

    public MessageKind Next(IBufferWriter<byte> to)
    {
        if (_alerts.TryDequeue(out var alert))
        {
            DeviceAlertJson.Write(to, alert);
            return MessageKind.Alert;
        }

        if (_bundle == 0)
        {
            DeviceBirthJson.Write(to, Birth);
            _bundle = 1;
            return MessageKind.Birth;
        }

        WriteWave(to);
        RaiseAndEndAlarm(StartOf(_bundle));
        _bundle++;
        return MessageKind.Wave;
    }

    private void WriteWave(IBufferWriter<byte> to)
    {
        var (start, end) = (StartOf(_bundle - 1), StartOf(_bundle));
        WaveFrameWriter.WriteHeader(to, Birth.Epoch, (uint)_bundle, MicrosAt(start), Birth.Channels.Length);
        for (var i = 0; i < Birth.Channels.Length; i++)
            WaveFrameWriter.WriteChannel(to, Birth.Channels[i].Index, start, _recording.Raw(i)[start..end]);
    }

    private void RaiseAndEndAlarm(int end)
    {
        if (_alarm is null)
            return;
        var alert = new DeviceAlert(
            Birth.Epoch,
            MicrosAt(_alarm.Sample),
            $"{_recording.Header.Name}-1",
            AlertPhase.Start,
            _alarm.Kind,
            "high",
            _alarm.Sample,
            _alarm.Text
        );
        if (!_raised && end >= _alarm.Sample && _first <= _alarm.Sample)
        {
            _raised = true;
            _alerts.Enqueue(alert);
        }

        var last = _alarm.Sample + (long)(AlarmSeconds * _recording.Header.Rate);
        if (_raised && !_ended && end >= last)
        {
            _ended = true;
            _alerts.Enqueue(alert with { Phase = AlertPhase.End, Sample = last, TimeMicros = MicrosAt(last) });
        }
    }

    private int StartOf(int bundle) =>
        Math.Min(_first + (int)(bundle * BundleSeconds * _recording.Header.Rate), _recording.Length);

    private long MicrosAt(long sample) =>
        _startMicros + (long)((sample - _first) / _recording.Header.Rate / _speed * 1e6);
}
