using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices.Conformance;

/// <summary>How far a run is.</summary>
public sealed record ConformanceProgress(ConformanceRunRequest Run, TimeSpan Elapsed, long Messages);

/// <summary>Listens to one device for a time and judges it by every requirement.</summary>
/// <remarks>
/// It only listens: whether a message is accepted is decided elsewhere, and told here. Thread-safe.
/// </remarks>
/// <param name="from">When it begins to listen: later than asked where the server was restarted.</param>
/// <param name="mapped">The code to which a person has mapped a channel, by its name.</param>
/// <param name="openAlarms">Alarms of the device that are open when the run begins.</param>
public sealed class ConformanceRun(
    ConformanceRunRequest request,
    DateTimeOffset from,
    Func<string, int?> mapped,
    int openAlarms
)
{
    private readonly Lock _turn = new();
    private readonly WaveMeasure _waves = new(request.Length);
    private readonly AlertMeasure _alerts = new(openAlarms);
    private readonly DelayHistogram _numbers = new();
    private DateTimeOffset? _numbersAt;
    private DeviceBirth? _birth;
    private Refusal _birthRefusal;
    private long _messages;
    private long _announcements;
    private long _unguaranteed;
    private int _connections;
    private ushort? _keepAlive;

    public ConformanceRunRequest Request => request;

    public ConformanceProgress Progress(DateTimeOffset now)
    {
        lock (_turn)
            return new(request, now - request.Begin, _messages);
    }

    /// <summary>Takes the birth that the device sent before the run.</summary>
    public void Know(DeviceBirth birth)
    {
        lock (_turn)
            Birth(birth);
    }

    /// <summary>The device has connected to WardGrid's own endpoint.</summary>
    /// <param name="keepAliveSeconds">The keep-alive of its CONNECT; 0: none.</param>
    /// <param name="isNew">False for the connection that was there when the run began.</param>
    public void Connected(ushort keepAliveSeconds, bool isNew)
    {
        lock (_turn)
        {
            _keepAlive = keepAliveSeconds;
            _connections += isNew ? 1 : 0;
        }
    }

    /// <summary>Takes one message as it arrived.</summary>
    /// <returns>The alert, if the message is one.</returns>
    public DeviceAlert? Hear(MessageKind kind, ReadOnlyMemory<byte> payload, bool guaranteed, DateTimeOffset at)
    {
        lock (_turn)
        {
            _messages++;
            if (kind is MessageKind.Birth or MessageKind.Alert)
            {
                _announcements++;
                _unguaranteed += guaranteed ? 0 : 1;
            }

            switch (kind)
            {
                case MessageKind.Birth:
                    _birthRefusal = DeviceBirthJson.TryRead(payload.Span, out var birth);
                    if (birth is not null)
                        Birth(birth);
                    break;
                case MessageKind.Wave:
                    _waves.Add(payload, at);
                    break;
                case MessageKind.Numerics:
                    if (_numbersAt is { } before)
                        _numbers.Add(at - before);
                    _numbersAt = at;
                    break;
                case MessageKind.Alert when !DeviceAlertJson.TryRead(payload.Span, out var alert).IsRefused:
                    var offset = _waves.Clock.OffsetSeconds;
                    _alerts.Add(
                        alert!,
                        _waves.TimeOf(alert!.Sample),
                        TimeSpan.FromSeconds(double.IsNaN(offset) ? 0 : offset)
                    );
                    return alert;
            }

            return null;
        }
    }

    /// <summary>The ward's view has an alarm of the device.</summary>
    public void Shown(DeviceAlert alert, DateTimeOffset at)
    {
        lock (_turn)
            _alerts.ShownAt(alert, at);
    }

    /// <summary>Judges what was heard.</summary>
    /// <param name="refused">Messages that were refused in the run, by reason.</param>
    /// <param name="isBound">Whether the device serves a bed, whose view shows its alarms.</param>
    public ConformanceReport Report(IReadOnlyDictionary<RefusalReason, long> refused, bool isBound, DateTimeOffset now)
    {
        lock (_turn)
        {
            var heard = new HeardDevice(
                _birth,
                _birthRefusal,
                _waves,
                _alerts,
                _numbers,
                _announcements,
                _unguaranteed,
                _connections,
                _keepAlive,
                refused,
                isBound,
                _messages
            );
            return new(
                request,
                _birth?.Model ?? "",
                _birth?.Serial ?? "",
                now - from,
                _messages,
                [.. ConformanceJudge.Judge(heard)]
            );
        }
    }

    private void Birth(DeviceBirth birth)
    {
        _birth = birth;
        _birthRefusal = BirthConversion.TryConvert(birth, mapped, out var read);
        if (!_birthRefusal.IsRefused)
            _waves.Birth(birth, read);
    }
}
