using WardGrid.Signals.Beats;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Rhythm;
using WardGrid.Signals.Windows;

namespace WardGrid.Signals;

/// <summary>One channel of a bed: its samples, its beats and its quality second by second.</summary>
public sealed class SignalChannel
{
    /// <summary>
    /// Seconds of beats and quality that are kept: five minutes, to learn what is usual for the patient before an
    /// alarm.
    /// </summary>
    public const int LogSeconds = 300;

    private readonly float[] _scratch = new float[512];
    private readonly LeadBeats? _qrs;
    private readonly PulseDetector? _pulses;
    private readonly UsualPulses _own = new();

    public SignalChannel(ChannelDeclaration declaration)
    {
        Declaration = declaration;
        Window = new(declaration.Rate, BedSignals.WindowSeconds);
        if (Kind == SignalKind.Ecg && LeadBeats.Takes(declaration.Rate))
            _qrs = new(declaration.Rate);
        if (Kind is SignalKind.Pleth or SignalKind.ArterialPressure && PulseDetector.Takes(declaration.Rate))
            _pulses = new(declaration.Rate, floor: 4 / Math.Abs(declaration.Gain));
        IsAnalysed = (_qrs is not null || _pulses is not null) && ChannelMonitoring.WhyNot(declaration) is null;
        Judgement = new(this);
    }

    public ChannelDeclaration Declaration { get; }

    public SignalKind Kind => Declaration.Kind;

    /// <summary>The last 60 s in physical units; a gap is NaN.</summary>
    public SampleWindow Window { get; }

    /// <summary>
    /// The last beats, oldest first: QRS complexes of an ECG lead, pulses of pleth or pressure; empty for other kinds.
    /// </summary>
    public RingBuffer<Beat> Beats { get; } = new(1024);

    /// <summary>The quality of the last seconds, oldest first.</summary>
    public RingBuffer<QualitySecond> Quality { get; } = new(LogSeconds);

    /// <summary>
    /// Whether WardGrid finds beats on this channel; a channel that it cannot analyse is marked as not monitored.
    /// </summary>
    public bool IsAnalysed { get; }

    /// <summary>When its newest samples arrived, in seconds on the clock for ages; NaN if none have.</summary>
    public double ArrivedAt { get; private set; } = double.NaN;

    /// <summary>
    /// How many seconds the device had been sending when the channel's newest samples arrived; 0 if none have.
    /// </summary>
    public double ArrivedAfter { get; private set; }

    /// <summary>Whether samples of the channel have ever arrived.</summary>
    public bool HasCome => !double.IsNaN(ArrivedAt);

    /// <summary>
    /// Whether its last two seconds had no signal when samples last arrived: the sensor was off before the channel
    /// stopped.
    /// </summary>
    public bool WasOff { get; private set; }

    /// <summary>Seconds since the epoch of the end of the newest sample.</summary>
    public double EndSeconds => Window.End / Declaration.Rate;

    /// <summary>The signs of fibrillation in its last seconds.</summary>
    internal FibrillationWaves Waves { get; } = new();

    /// <summary>Judges the seconds of <see cref="Quality"/>.</summary>
    internal ChannelQuality Judgement { get; }

    /// <summary>
    /// Whether a beat of this channel is the heart's; on a pulse wave only one with the patient's own shape and height.
    /// </summary>
    public bool IsOfHeart(in Beat beat) => _pulses is null || _own.Is(beat);

    /// <summary>
    /// Whether a beat may be the heart's, with any shape; on a pulse wave only one that is not far smaller than the
    /// patient's.
    /// </summary>
    public bool MayBeOfHeart(in Beat beat) => _pulses is null || _own.IsTall(beat);

    /// <summary>Takes over what an analysis of the past reads: samples, beats, quality and the usual pulse.</summary>
    internal void CopyFrom(SignalChannel other)
    {
        Window.CopyFrom(other.Window);
        Beats.CopyFrom(other.Beats);
        Quality.CopyFrom(other.Quality);
        _own.CopyFrom(other._own);
    }

    /// <summary>Records when samples arrived.</summary>
    internal void Arrived(int samples, double clock, double heard)
    {
        if (samples == 0)
            return;
        (ArrivedAt, ArrivedAfter) = (clock, heard);
        WasOff = ChannelTrust.CarriesNothing(
            this,
            QualityIssues.Flat | QualityIssues.Saturated | QualityIssues.Missing,
            2
        );
    }

    internal void Append(WaveChannel wave)
    {
        for (var done = 0; done < wave.Count; )
        {
            var run = Math.Min(wave.Count - done, _scratch.Length);
            for (var i = 0; i < run; i++)
                _scratch[i] = Declaration.Physical(wave[done + i]);
            Window.Append(wave.Start + done, _scratch.AsSpan(0, run));
            FindBeats(wave.Start + done, _scratch.AsSpan(0, run));
            Judgement.Append(wave.Start + done, _scratch.AsSpan(0, run));
            done += run;
        }
    }

    private void FindBeats(long start, ReadOnlySpan<float> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            Beat beat = default;
            if (
                _qrs?.Add(start + i, samples[i], out beat) != true
                && _pulses?.Add(start + i, samples[i], out beat) != true
            )
                continue;
            Beats.Add(beat);
            if (_pulses is not null)
                _own.Hear(beat);
        }
    }
}
