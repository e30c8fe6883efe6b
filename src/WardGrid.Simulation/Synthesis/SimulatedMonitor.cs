using System.Buffers;
using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Simulation.Synthesis;

/// <summary>
/// A bedside monitor on a simulated patient: produces the messages of the protocol in the order in which they are due.
/// </summary>
/// <remarks>
/// It has no clock. The caller calls <see cref="Next"/> when <see cref="DueSeconds"/> is reached. The same seed and
/// start give the same bytes. One thread at a time.
/// </remarks>
public sealed class SimulatedMonitor : IBedsideMonitor
{
    /// <summary>Seconds of samples in a wave bundle.</summary>
    public const double BundleSeconds = 0.25;

    /// <summary>Wave bundles between two sets of numerics: one set a second.</summary>
    private const int BundlesPerNumerics = 4;

    private readonly long _startMicros;
    private readonly SimulatedPatient _patient;
    private readonly SimulatedNumerics _numerics;
    private readonly float[] _physical = new float[(int)(BundleSeconds * DeviceBirthJson.MaxRate) + 1];
    private readonly short[] _raw = new short[(int)(BundleSeconds * DeviceBirthJson.MaxRate) + 1];
    private readonly Queue<DeviceAlert> _alerts = [];
    private DeviceAlert? _standing;
    private double _standingEnd;
    private int _alertCount;
    private int _bundle;
    private bool _numericsDue;

    /// <param name="startMicros">Device clock at the first sample, microseconds since 1970.</param>
    public SimulatedMonitor(ulong seed, Scenario scenario, DeviceBirth birth, long startMicros)
    {
        (Birth, _startMicros) = (birth, startMicros);
        _patient = new(seed, scenario, birth.Channels);
        _numerics = new(_patient, birth.Channels);
    }

    /// <summary>
    /// The channels of a usual monitor: two ECG leads at 250 Hz, pleth and arterial pressure at 125 Hz,
    /// respiration at 62.5 Hz.
    /// </summary>
    public static ImmutableArray<ChannelDeclaration> UsualChannels { get; } =
    [
        new(0, "II", Mdc.EcgLeadII, 250, "mV", 400, 0),
        new(1, "V1", Mdc.EcgLeadV1, 250, "mV", 400, 0),
        new(2, "PLETH", Mdc.Pleth, 125, "NU", 4000, 0),
        new(3, "ABP", Mdc.ArterialPressureWave, 125, "mmHg", 80, 0),
        new(4, "RESP", Mdc.RespirationWave, 62.5, "Ohm", 4000, 0),
    ];

    public DeviceBirth Birth { get; }

    /// <summary>The simulated patient, whose beats are the reference.</summary>
    public SimulatedPatient Patient => _patient;

    /// <summary>
    /// When the next message is due, in seconds since the first sample: at the end of the samples that it carries.
    /// </summary>
    public double DueSeconds => _bundle * BundleSeconds;

    /// <summary>Writes the next message's payload and returns its kind.</summary>
    public MessageKind Next(IBufferWriter<byte> to)
    {
        if (_bundle == 0)
        {
            _bundle = 1;
            DeviceBirthJson.Write(to, Birth);
            return MessageKind.Birth;
        }

        var kind = Write(to);
        if (!_numericsDue && _alerts.Count == 0)
            _bundle++;
        return kind;
    }

    private MessageKind Write(IBufferWriter<byte> to)
    {
        if (_numericsDue)
        {
            _numericsDue = false;
            DeviceNumericsJson.Write(to, new(Birth.Epoch, MicrosAt(DueSeconds), _numerics.At(DueSeconds)));
            return MessageKind.Numerics;
        }

        if (_alerts.TryDequeue(out var alert))
        {
            DeviceAlertJson.Write(to, alert);
            return MessageKind.Alert;
        }

        WriteWave(to);
        _numericsDue = _bundle % BundlesPerNumerics == 0;
        RaiseAndEndAlerts(DueSeconds);
        return MessageKind.Wave;
    }

    private void WriteWave(IBufferWriter<byte> to)
    {
        var from = DueSeconds - BundleSeconds;
        _patient.Advance(DueSeconds);
        WaveFrameWriter.WriteHeader(to, Birth.Epoch, (uint)_bundle, MicrosAt(from), Birth.Channels.Length);
        for (var i = 0; i < Birth.Channels.Length; i++)
        {
            var channel = Birth.Channels[i];
            var first = (long)(from * channel.Rate);
            var count = (int)((long)(DueSeconds * channel.Rate) - first);
            _patient.Render(i, first, _physical.AsSpan(0, count));
            for (var n = 0; n < count; n++)
                _raw[n] = (short)
                    Math.Clamp(
                        MathF.Round(_physical[n] * (float)channel.Gain + (float)channel.Offset),
                        -short.MaxValue,
                        short.MaxValue
                    );
            WaveFrameWriter.WriteChannel(to, channel.Index, first, _raw.AsSpan(0, count));
        }
    }

    private void RaiseAndEndAlerts(double now)
    {
        if (_standing is not null && now > _standingEnd)
        {
            _alerts.Enqueue(
                _standing with
                {
                    Phase = AlertPhase.End,
                    TimeMicros = MicrosAt(_standingEnd),
                    Sample = EcgSample(_standingEnd),
                }
            );
            _standing = null;
        }

        // The end of a bundle belongs to the step before a change.
        var within = now - BundleSeconds / 2;
        if (_standing is null && _patient.Scenario.At(within).Alert is { } alert && Due(alert, within, now) is { } at)
        {
            _standing = new(
                Birth.Epoch,
                MicrosAt(at),
                $"a-{++_alertCount}",
                AlertPhase.Start,
                alert.Kind,
                alert.Priority,
                EcgSample(at),
                alert.Text
            );
            _standingEnd = _patient.Scenario.NextChange(within);
            _alerts.Enqueue(_standing);
        }
    }

    private double? Due(ScenarioAlert alert, double within, double now)
    {
        var at = _patient.Scenario.BeginOf(within) + alert.After;
        return at <= now && at > now - BundleSeconds ? at : null;
    }

    private long? EcgSample(double seconds) =>
        Birth.Channels.FirstOrDefault(c => c.Kind == SignalKind.Ecg) is { } ecg ? (long)(seconds * ecg.Rate) : null;

    private long MicrosAt(double seconds) => _startMicros + (long)Math.Round(seconds * 1_000_000);
}
