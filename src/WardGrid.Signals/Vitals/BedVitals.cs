using System.Collections.Immutable;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Rhythm;

namespace WardGrid.Signals.Vitals;

/// <summary>
/// Makes a bed's vital signs once a second, from waveforms first and from the device's numbers where no wave tells.
/// </summary>
/// <remarks>
/// Nothing is held: a reading whose signal has become unfit is gone with the next second, and says why. The rule of
/// each vital sign stands in VITALS.md. What a wave shows to be unfit is not replaced by the device's number: it would
/// look as calm as a good one.
/// </remarks>
internal sealed class BedVitals
{
    /// <summary>
    /// Share of the heart rate within which a breathing rate is the heart on the impedance wave: what
    /// both are measured to.
    /// </summary>
    private const float CardiacShare = 0.05f;

    /// <summary>Least distance to the heart rate, per minute: both are shown as whole numbers.</summary>
    private const float CardiacLeast = 2;

    /// <summary>Ratio up to which the rates of two leads agree: IEC 60601-2-27 leaves a tenth to a rate.</summary>
    private const float Agrees = 1.1f;

    private readonly ImmutableArray<SignalChannel> _channels;
    private readonly BreathRate? _breaths;
    private readonly DeviceReadings _device = new();
    private readonly BeatRate[] _rates;
    private readonly SignalChannel[] _sources;
    private double _lastMade = double.NegativeInfinity;

    public BedVitals(ImmutableArray<SignalChannel> channels)
    {
        _channels = channels;
        _rates = new BeatRate[channels.Length];
        _sources = new SignalChannel[channels.Length];
        if (channels.FirstOrDefault(static c => c.Kind == SignalKind.Respiration) is { } respiration)
            _breaths = new(respiration);
    }

    /// <summary>The numbers that the device shows itself.</summary>
    public DeviceReadings Device => _device;

    /// <summary>What a damped line shows, which is no number for a screen.</summary>
    public Reading DampedSystolic { get; private set; }

    /// <summary>
    /// The vital signs as of <paramref name="now"/>, or <paramref name="last"/> where less than a
    /// second has passed since.
    /// </summary>
    /// <param name="clock">Seconds on the clock by which ages are told.</param>
    public VitalSigns Advance(VitalSigns last, double now, double clock)
    {
        _breaths?.Hear();
        if (now >= _lastMade && now - _lastMade < 1)
            return last;
        return Make(now, clock);
    }

    public VitalSigns Make(double now, double clock)
    {
        _lastMade = now;
        var fibrillates = BedFibrillation.HidesBeats(_channels, now);
        var ecg = fibrillates ? Reading.Without(AbsentReason.Fibrillation) : Rate(now, SignalKind.Ecg);
        var wave = fibrillates
            ? Reading.Without(AbsentReason.Fibrillation)
            : Rate(now, SignalKind.Pleth, SignalKind.ArterialPressure);
        var pulse = Or(wave, Mdc.PulseRate);
        var pressure = PressureBeats.Newest(_channels, now, out var why);
        DampedSystolic = pressure is { IsDamped: true } damped
            ? new(damped.Systolic, damped.AtSeconds, ReadingSource.Measured)
            : default;
        return new(
            Or(ecg, Mdc.HeartRate),
            pulse,
            Saturation(fibrillates),
            Or(Respiration(ecg, pulse, now), Mdc.RespirationRate),
            Or(Measured(pressure?.Systolic), Mdc.ArterialSystolic),
            Or(Measured(pressure?.Diastolic), Mdc.ArterialDiastolic),
            Or(Measured(pressure?.Mean), Mdc.ArterialMean)
        );

        Reading Measured(float? value) =>
            why == AbsentReason.None && value is { } v
                ? new(v, pressure!.Value.AtSeconds, ReadingSource.Measured)
                : Reading.Without(why);

        Reading Or(Reading measured, int code)
        {
            if (measured.Exists || !GivesWay(measured.Absent))
                return measured;
            var device = _device.Of(code, clock, now);
            return device.Exists || measured.Absent == AbsentReason.None ? device : measured;
        }

        Reading Saturation(bool noPulse)
        {
            if (noPulse)
                return Reading.Without(AbsentReason.Fibrillation);
            if (ProbeIsOff(now))
                return Reading.Without(AbsentReason.ProbeOff);
            return _device.Of(Mdc.Spo2, clock, now);
        }
    }

    /// <summary>
    /// Where no wave tells of the patient, the device's number stands in; where a wave tells that it bears no number,
    /// it does not.
    /// </summary>
    private static bool GivesWay(AbsentReason reason) =>
        reason is AbsentReason.None or AbsentReason.Starting or AbsentReason.NotAnalysed or AbsentReason.NoSamples;

    private Reading Rate(double now, SignalKind kind, SignalKind orKind = SignalKind.Other)
    {
        var (count, why, last) = (0, AbsentReason.None, 0.0);
        foreach (var channel in _channels)
        {
            if (channel.Kind != kind && (orKind == SignalKind.Other || channel.Kind != orKind))
                continue;
            if (ChannelUsability.ShowsOwnBeats(channel, now) && BeatRate.Of(channel, now) is { } rate)
            {
                (_sources[count], _rates[count++]) = (channel, rate);
                continue;
            }

            var reason = ChannelUsability.WhyNoRate(channel, now);
            if (why == AbsentReason.None || reason < why)
                why = reason;
            last = Math.Max(last, ChannelUsability.LastBeat(channel));
        }

        if (kind == SignalKind.Ecg && count > 0 && (count = WithoutLost(count, now)) == 0)
            why = AbsentReason.Artefact;
        return BeatRate.Fuse(_rates.AsSpan(0, count)) is { } fused
            ? new(fused.PerMinute, fused.AtSeconds, ReadingSource.Measured)
            : Reading.Without(why, last);
    }

    /// <summary>
    /// Where leads disagree, those that flutter are heard only where they have the fastest count, and an even one; how
    /// many are left.
    /// </summary>
    /// <remarks>Flutter and fibrillation hide beats, but add none.</remarks>
    private int WithoutLost(int count, double now)
    {
        var (low, high) = (float.MaxValue, 0f);
        foreach (var rate in _rates.AsSpan(0, count))
            (low, high) = (Math.Min(low, rate.PerMinute), Math.Max(high, rate.PerMinute));
        if (high <= Agrees * low)
            return count;
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var losesBeats =
                BedFibrillation.Flutters(_sources[i])
                && (Agrees * _rates[i].PerMinute < high || !BedFibrillation.IsTachycardia(_sources[i], now));
            if (!losesBeats)
                _rates[kept++] = _rates[i];
        }

        return kept;
    }

    /// <summary>
    /// Breaths are measured between the ECG's electrodes: what disturbs or ends these leaves no breath to count.
    /// </summary>
    private Reading Respiration(Reading ecg, Reading pulse, double now)
    {
        if (ecg.Absent == AbsentReason.Fibrillation)
            return Reading.Without(AbsentReason.Fibrillation);
        var breaths = _breaths?.Of(now) ?? default;
        if (breaths.Absent is AbsentReason.None && !breaths.Exists || breaths.Absent is AbsentReason.NoSamples)
            return breaths;
        if (ecg.Absent == AbsentReason.ElectrodeOff || ecg.Absent == AbsentReason.NoBeats && !pulse.Exists)
            return Reading.Without(ecg.Absent, ecg.AtSeconds);
        if (IsMoving(now))
            return Reading.Without(AbsentReason.Artefact);
        var heart = ecg.Exists ? ecg : pulse;
        if (
            breaths.Exists
            && heart.Exists
            && Math.Abs(breaths.Value - heart.Value) < Math.Max(CardiacLeast, CardiacShare * heart.Value)
        )
            return Reading.Without(AbsentReason.CardiacArtefact);
        return breaths;
    }

    /// <summary>Every ECG lead that arrives jumps with the patient's movement.</summary>
    private bool IsMoving(double now)
    {
        var (leads, moving) = (0, 0);
        foreach (var channel in _channels)
        {
            if (channel.Kind != SignalKind.Ecg || channel.Quality.Count == 0 || !ChannelUsability.Arrives(channel, now))
                continue;
            leads++;
            moving +=
                channel.Quality.Last is { Score: < QualitySecond.Usable } last
                && last.Issues.HasFlag(QualityIssues.Motion)
                    ? 1
                    : 0;
        }

        return leads > 0 && moving == leads;
    }

    /// <summary>
    /// Every pleth wave that arrives carries nothing: what the device still says of saturation is not of
    /// this patient's finger.
    /// </summary>
    private bool ProbeIsOff(double now)
    {
        var probes = 0;
        foreach (var channel in _channels)
        {
            if (channel.Kind != SignalKind.Pleth || !ChannelUsability.Arrives(channel, now))
                continue;
            probes++;
            if (
                !ChannelTrust.CarriesNothing(
                    channel,
                    QualityIssues.Missing | QualityIssues.Flat | QualityIssues.Saturated,
                    2
                )
            )
                return false;
        }

        return probes > 0;
    }
}
