using WardGrid.Signals.Protocol;
using WardGrid.Signals.Windows;

namespace WardGrid.Signals.Quality;

/// <summary>Judges the seconds of one channel and writes them to its log.</summary>
/// <remarks>
/// The bed calls <see cref="Write"/> after samples arrived. Then, for each second whose beats are known on every
/// channel, it calls <see cref="Hear"/> on all channels and <see cref="Revise"/> on all channels.
/// </remarks>
internal sealed class ChannelQuality(SignalChannel channel)
{
    /// <summary>
    /// The usual height is a high quantile of the heights of the last seconds with beats. Sixteen seconds are longer
    /// than a burst of motion, and short enough to follow a moved electrode.
    /// </summary>
    /// <remarks>
    /// Seconds without beats do not count, or the silence of asystole would be compared with itself.
    /// </remarks>
    private const int HabitSeconds = 16;

    /// <summary>How many heights must be known before anything is compared with the usual height.</summary>
    private const int LeastHeights = 4;

    /// <summary>
    /// Seconds of samples in which the beat detectors learn a signal; missing beats before that say nothing.
    /// </summary>
    private const double LearningSeconds = 2.5;

    /// <summary>
    /// Seconds that a channel may be later than the bed before its second counts as missing; frames have all channels.
    /// </summary>
    private const double MayStayBehind = 0.5;

    private readonly SignalQualityMeter _meter = new(channel.Declaration);
    private readonly RingBuffer<QualitySecond> _own = new(16);
    private readonly float[] _heights = new float[HabitSeconds];
    private readonly float[] _sorted = new float[HabitSeconds];
    private readonly float _step = (float)Math.Abs(1 / channel.Declaration.Gain);
    private int _heightCount;
    private long _measured;
    private long _firstSecond;
    private float _lowest = float.PositiveInfinity;
    private float _highest = float.NegativeInfinity;

    /// <summary>The evidence of the beats in the last ten evaluated seconds.</summary>
    public BeatEvidence Beats { get; private set; }

    /// <summary>Whether the last evaluated beats prove a normal heartbeat, on usable samples.</summary>
    public bool IsProof { get; private set; }

    private SignalKind Kind => channel.Kind;

    public void Append(long start, ReadOnlySpan<float> samples) => _meter.Append(start, samples);

    /// <summary>Writes every second whose samples have all arrived, and missing ones if the channel is late.</summary>
    public void Write(double now)
    {
        for (_measured = Math.Max(_measured, _meter.Seconds.Begin); _measured < _meter.Seconds.End; _measured++)
        {
            var own = Judge(_meter.Seconds[_measured]);
            if (_own.Count == 0)
                _firstSecond = own.Second;
            _own.Put(own);
            channel.Quality.Put(BeatJudgement.Weigh(own, Kind, Beats, provenElsewhere: false));
        }

        if (channel.Quality.Count > 0 && channel.Quality.Last.Second + 2 + MayStayBehind < now)
            channel.Quality.Put(new((long)Math.Floor(now - MayStayBehind) - 1, 0, QualityIssues.Missing));
    }

    /// <summary>Evaluates the beats of the ten seconds that end with <paramref name="second"/>.</summary>
    public void Hear(long second)
    {
        if (Kind is not (SignalKind.Ecg or SignalKind.Pleth or SignalKind.ArterialPressure))
            return;
        // The shape of a QRS with its T wave, or of a pulse from its foot to after its notch.
        var (before, after) = Kind == SignalKind.Ecg ? (0.2, 0.4) : (0.2, 0.5);
        var from = Math.Max(second + 1 - BeatEvidence.Seconds, _firstSecond + LearningSeconds);
        Beats = BeatEvidence.Hear(channel.Beats, channel.Window, from, second + 1, before, after);
        IsProof = _own.At(second) is { Score: >= QualitySecond.Usable } && BeatJudgement.IsProof(Beats, Kind);
        if (Beats.InLastSecond && _meter.At(second) is { } measures)
            Remember(measures);
    }

    /// <summary>Judges a second again, with the beats of this channel and the others.</summary>
    public void Revise(long second, bool provenElsewhere)
    {
        if (_own.At(second) is { } own)
            channel.Quality.Put(BeatJudgement.Weigh(own, Kind, Beats, provenElsewhere));
    }

    private QualitySecond Judge(in SecondMeasures m)
    {
        if (m.Missing < 1)
        {
            _lowest = Math.Min(_lowest, m.Minimum);
            _highest = Math.Max(_highest, m.Maximum);
        }

        if (Kind is SignalKind.Respiration)
            Remember(m);
        return SecondScore.Judge(m, Kind, _step, Habit(), _lowest, _highest);
    }

    private void Remember(in SecondMeasures m)
    {
        var own = _own.At(m.Second)?.Issues ?? QualityIssues.None;
        if ((own & (QualityIssues.Flat | QualityIssues.Missing | QualityIssues.Saturated)) == 0)
            _heights[_heightCount++ % HabitSeconds] = m.Swing;
    }

    private float Habit()
    {
        var count = Math.Min(_heightCount, HabitSeconds);
        if (count < LeastHeights)
            return 0;
        _heights.AsSpan(0, count).CopyTo(_sorted);
        Array.Sort(_sorted, 0, count);
        // A high quantile, because the heights of fibrillation vary and a tall wave is not motion.
        return _sorted[7 * count / 10];
    }
}
