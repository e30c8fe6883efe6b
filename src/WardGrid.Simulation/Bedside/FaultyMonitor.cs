using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.Simulation.Bedside;

/// <summary>A monitor with one fault: it changes, drops, repeats or delays the messages of a good one.</summary>
/// <remarks>The same seed gives the same bytes. One thread at a time.</remarks>
public sealed class FaultyMonitor : IBedsideMonitor
{
    private const double Drift = 1.003;

    private const double GainError = 20;

    private const long ClockErrorMicros = 2 * 3600 * 1_000_000L;

    /// <summary>Seconds of the longest delay of a bundle.</summary>
    private const double LongestDelay = 0.8;

    private const int LostOf = 20;

    private const int RepeatedOf = 10;

    private readonly IBedsideMonitor _good;
    private readonly DeviceFault _fault;
    private readonly long _startMicros;
    private readonly ArrayBufferWriter<byte> _next = new();
    private Pcg32 _random = new(7, 11);
    private MessageKind? _kind;
    private byte[]? _repeat;
    private int _waves;

    /// <param name="startMicros">Device clock at the first sample, as of the good monitor.</param>
    public FaultyMonitor(IBedsideMonitor good, DeviceFault fault, long startMicros)
    {
        (_good, _fault, _startMicros) = (good, fault, startMicros);
        Birth = BirthOf(good.Birth, fault);
        DueSeconds = Prepare();
    }

    /// <summary>The channels of a monitor under test: the limb leads too, so that they can be compared.</summary>
    public static ImmutableArray<ChannelDeclaration> Channels { get; } =
    [
        new(0, "I", Mdc.EcgLeadI, 250, "mV", 400, 0),
        new(1, "II", Mdc.EcgLeadII, 250, "mV", 400, 0),
        new(2, "III", Mdc.EcgLeadIII, 250, "mV", 400, 0),
        new(3, "V1", Mdc.EcgLeadV1, 250, "mV", 400, 0),
        new(4, "PLETH", Mdc.Pleth, 125, "NU", 4000, 0),
        new(5, "ABP", Mdc.ArterialPressureWave, 125, "mmHg", 80, 0),
        new(6, "RESP", Mdc.RespirationWave, 62.5, "Ohm", 4000, 0),
    ];

    public DeviceBirth Birth { get; }

    public double DueSeconds { get; private set; }

    /// <summary>The birth that a monitor with the fault sends.</summary>
    public static DeviceBirth BirthOf(DeviceBirth good, DeviceFault fault) =>
        fault switch
        {
            DeviceFault.Gain => good with { Channels = [.. good.Channels.Select(WithSmallGain)] },
            DeviceFault.LeadSwap => good with { Channels = [.. good.Channels.Select(WithOtherName)] },
            _ => good,
        };

    public MessageKind Next(IBufferWriter<byte> to)
    {
        to.Write(_next.WrittenSpan);
        var kind = _kind!.Value;
        DueSeconds = Prepare();
        return kind;
    }

    private static ChannelDeclaration WithSmallGain(ChannelDeclaration channel) =>
        channel.Kind == SignalKind.Ecg ? channel with { Gain = channel.Gain / GainError } : channel;

    private static ChannelDeclaration WithOtherName(ChannelDeclaration channel) =>
        channel.Code switch
        {
            Mdc.EcgLeadII => channel with { Name = "III", Code = Mdc.EcgLeadIII },
            Mdc.EcgLeadIII => channel with { Name = "II", Code = Mdc.EcgLeadII },
            _ => channel,
        };

    /// <summary>Makes the next message that this monitor sends; returns when it is due.</summary>
    private double Prepare()
    {
        _next.ResetWrittenCount();
        if (_repeat is { } again)
        {
            _next.Write(again);
            (_kind, _repeat) = (MessageKind.Wave, null);
            return DueSeconds;
        }

        while (!double.IsPositiveInfinity(_good.DueSeconds))
        {
            var due = Due(_good.DueSeconds);
            _next.ResetWrittenCount();
            _kind = _good.Next(_next);
            if (_kind == MessageKind.Wave)
                _waves++;
            if (!IsDropped(_kind.Value))
            {
                Change(_kind.Value);
                return Math.Max(due, DueSeconds);
            }
        }

        return double.PositiveInfinity;
    }

    private double Due(double seconds) =>
        _fault switch
        {
            DeviceFault.Drift => seconds / Drift,
            DeviceFault.Jitter => seconds + LongestDelay * _random.Uniform(),
            _ => seconds,
        };

    private bool IsDropped(MessageKind kind) =>
        _fault switch
        {
            DeviceFault.Gaps => kind == MessageKind.Wave && _waves % LostOf == 0,
            DeviceFault.DropAlarms => kind == MessageKind.Alert && IsStart(),
            _ => false,
        };

    private bool IsStart() =>
        !DeviceAlertJson.TryRead(_next.WrittenSpan, out var alert).IsRefused && alert!.Phase == AlertPhase.Start;

    private void Change(MessageKind kind)
    {
        if (kind == MessageKind.Birth)
            Write(to => DeviceBirthJson.Write(to, Birth));
        if (_fault is DeviceFault.Drift or DeviceFault.Clock)
            ChangeTime(kind);
        if (_fault == DeviceFault.Duplicates && kind == MessageKind.Wave && _waves % RepeatedOf == 0)
            _repeat = _next.WrittenSpan.ToArray();
    }

    private void ChangeTime(MessageKind kind)
    {
        switch (kind)
        {
            case MessageKind.Wave:
                var bytes = _next.WrittenSpan.ToArray();
                var time = bytes.AsSpan(12, 8);
                BinaryPrimitives.WriteInt64LittleEndian(time, Shown(BinaryPrimitives.ReadInt64LittleEndian(time)));
                _next.ResetWrittenCount();
                _next.Write(bytes);
                break;
            case MessageKind.Numerics when !DeviceNumericsJson.TryRead(_next.WrittenSpan, out var numbers).IsRefused:
                Write(to => DeviceNumericsJson.Write(to, numbers! with { TimeMicros = Shown(numbers.TimeMicros) }));
                break;
            case MessageKind.Alert when !DeviceAlertJson.TryRead(_next.WrittenSpan, out var alert).IsRefused:
                Write(to => DeviceAlertJson.Write(to, alert! with { TimeMicros = Shown(alert.TimeMicros) }));
                break;
        }
    }

    /// <summary>What the device's clock shows when the good one shows this.</summary>
    private long Shown(long micros) =>
        _fault == DeviceFault.Clock
            ? micros + ClockErrorMicros
            : _startMicros + (long)((micros - _startMicros) / Drift);

    private void Write(Action<IBufferWriter<byte>> write)
    {
        _next.ResetWrittenCount();
        write(_next);
    }
}
