using System.Collections.Immutable;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Quality;

namespace WardGrid.Signals.Vitals;

/// <summary>Makes a bed's vital signs once a second of signal time, from waveforms first and from the device's numbers where they fail.</summary>
/// <remarks>Nothing is held: a reading whose signal has become unfit is gone with the next second.</remarks>
internal sealed class BedVitals
{
    /// <summary>Seconds without a breath after which there is no rate: apnoea (AASM, American Academy of Pediatrics).</summary>
    private const double ApnoeaSeconds = 20;

    /// <summary>Seconds of breaths that a rate rests on.</summary>
    private const double BreathSeconds = 40;

    private readonly ImmutableArray<SignalChannel> _channels;
    private readonly SignalChannel? _respiration;
    private readonly BreathDetector? _breaths;
    private readonly DeviceReadings _device = new();
    private readonly BeatRate[] _rates;
    private double _lastMade = double.NegativeInfinity;
    private long _heard;

    public BedVitals(ImmutableArray<SignalChannel> channels)
    {
        _channels = channels;
        _rates = new BeatRate[channels.Length];
        _respiration = channels.FirstOrDefault(static c => c.Kind == SignalKind.Respiration && BreathDetector.Takes(c.Declaration.Rate));
        if (_respiration is not null)
            _breaths = new(_respiration.Declaration.Rate);
    }

    public void Take(DeviceNumerics numerics, double now) => _device.Take(numerics, now);

    /// <summary>The vital signs as of <paramref name="now"/>, or <paramref name="last"/> where less than a second has passed since.</summary>
    public VitalSigns Advance(VitalSigns last, double now)
    {
        HearBreaths();
        if (now - _lastMade < 1)
            return last;
        _lastMade = now;
        return Make(now);
    }

    public VitalSigns Make(double now)
    {
        var pressure = Pressure(now);
        return new(
            Or(Rate(now, SignalKind.Ecg), Mdc.HeartRate, now),
            Or(Rate(now, SignalKind.Pleth, SignalKind.ArterialPressure), Mdc.PulseRate, now),
            ProbeIsOff() ? default : _device.Of(Mdc.Spo2, now),
            Or(Respiration(now), Mdc.RespirationRate, now),
            Or(pressure is { } s ? new(s.Systolic, s.AtSeconds, ReadingSource.Measured) : default, Mdc.ArterialSystolic, now),
            Or(pressure is { } d ? new(d.Diastolic, d.AtSeconds, ReadingSource.Measured) : default, Mdc.ArterialDiastolic, now),
            Or(pressure is { } m ? new(m.Mean, m.AtSeconds, ReadingSource.Measured) : default, Mdc.ArterialMean, now));
    }

    private Reading Or(Reading measured, int code, double now) => measured.Exists ? measured : _device.Of(code, now);

    private Reading Rate(double now, SignalKind kind, SignalKind orKind = SignalKind.Other)
    {
        var count = 0;
        foreach (var channel in _channels)
        {
            if (channel.Kind == kind || orKind != SignalKind.Other && channel.Kind == orKind)
            {
                if (BeatRate.Of(channel, now) is { } rate)
                    _rates[count++] = rate;
            }
        }

        return BeatRate.Fuse(_rates.AsSpan(0, count)) is { } fused ? new(fused.PerMinute, fused.AtSeconds, ReadingSource.Measured) : default;
    }

    private PressureBeats? Pressure(double now)
    {
        foreach (var channel in _channels)
        {
            if (channel.Kind == SignalKind.ArterialPressure && PressureBeats.Of(channel, now) is { } pressure)
                return pressure;
        }

        return null;
    }

    /// <summary>Every pleth wave of the bed carries nothing: what the device still says of saturation is not of this patient's finger.</summary>
    private bool ProbeIsOff()
    {
        var probes = 0;
        foreach (var channel in _channels)
        {
            if (channel.Kind != SignalKind.Pleth)
                continue;
            probes++;
            if (channel.Quality.Count < 2 || channel.Quality.Last.Score > 0 || channel.Quality[channel.Quality.End - 2].Score > 0)
                return false;
        }

        return probes > 0;
    }

    private void HearBreaths()
    {
        if (_respiration is null || _breaths is null)
            return;
        var window = _respiration.Window;
        for (_heard = Math.Max(_heard, window.Begin); _heard < window.End; _heard++)
            _breaths.Add(_heard, window[_heard]);
    }

    private Reading Respiration(double now)
    {
        if (_respiration is null || _breaths is null || _respiration.Quality.Count == 0 || _respiration.Quality.Last.Score < QualitySecond.Usable)
            return default;
        Span<float> intervals = stackalloc float[_breaths.Breaths.Capacity];
        var count = 0;
        var breaths = _breaths.Breaths;
        for (var n = breaths.End - 1; n > breaths.Begin && breaths[n - 1].Seconds > now - BreathSeconds; n--)
        {
            if (breaths[n].FollowsLast)
                intervals[count++] = (float)(breaths[n].Seconds - breaths[n - 1].Seconds);
        }

        if (count < 2 || now - breaths.Last.Seconds > ApnoeaSeconds)
            return default;
        intervals = intervals[..count];
        intervals.Sort();
        // A pause longer than a breath slows the rate at once instead of waiting for the next breath.
        var interval = Math.Max(intervals[count / 2], now - breaths.Last.Seconds - intervals[count / 2]);
        return new((float)(60 / interval), breaths.Last.Seconds, ReadingSource.Measured);
    }
}
