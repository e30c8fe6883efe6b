namespace WardGrid.Signals.Beats;

/// <summary>Weighs a peak of the QRS band's energy: a beat, or a T wave, noise, or the weaker of two rivals.</summary>
/// <remarks>
/// It weighs the peak's height, more if its shape is one that this patient's beats have, against the threshold of
/// <see cref="PeakLevels"/>. A T wave is known by its slope, a rival within the refractory time by its weight, a P wave
/// by the QRS complex that follows it. Which parts and times tell them apart was tried on the 28 records of mitdb.
/// </remarks>
internal sealed class QrsClassifier(EcgTraces traces, PeakLevels levels, WaitingPeaks waiting, BeatMorphologies shapes)
{
    /// <summary>Seconds after a beat in which its T wave may come: the end of the longest QT intervals.</summary>
    private const double TWaveUntil = 0.5;

    /// <summary>A T wave is less steep in the QRS band than this part of its beat.</summary>
    private const double TWaveSlope = 0.5;

    /// <summary>
    /// A wide beat is at least this part of the usual beats' height, peak to peak in mV: after the T wave's time, and
    /// within it.
    /// </summary>
    /// <remarks>
    /// A ventricular beat is mostly as tall as the patient's own or taller, for the ventricles do not cancel each other
    /// out; but it is slow, so that little of it is left in the QRS band. On a lead that it runs across it is lower.
    /// A T wave is seldom taller than its QRS complex.
    /// </remarks>
    private const double LowestWide = 0.4,
        TallAsUsual = 0.8;

    /// <summary>Seconds between the energy peaks of two beats within which no ventricle takes another.</summary>
    /// <remarks>
    /// The effective refractory period is 0.25 to 0.3 s in adults (Josephson's Clinical Cardiac Electrophysiology). The
    /// energy of a wide beat peaks 30 ms before its R peak.
    /// </remarks>
    private const double Unexcitable = 0.22;

    /// <summary>Seconds after a beat by which its T wave has peaked: the longest usual QT less 80 ms.</summary>
    private const double TWavePeakUntil = 0.36;

    /// <summary>
    /// Part of its height that a beat has at least in the QRS band, root mean square to peak to peak; and that a
    /// beat of a known shape has in the T wave's time.
    /// </summary>
    /// <remarks>
    /// It tells how steep a wave is for its height, whatever the patient's own beats look like. A T wave takes twice as
    /// long as a wide QRS complex: a tall one has 0.07 to 0.09 of its height there, a ventricular beat 0.1 and more.
    /// </remarks>
    private const double SteepForHeight = 0.097,
        SteepInTWave = 0.14;

    /// <summary>Correlation with one of the patient's own shapes from which a shape is known.</summary>
    private const double KnownShape = 0.9;

    /// <summary>Part of its height by which the lead swings after it: what depolarises late repolarises late.</summary>
    /// <remarks>
    /// The T wave of a ventricular beat is tall and points the other way. After a T wave comes nothing, or a U wave of
    /// at most a quarter of it (Surawicz and Knilans, Chou's Electrocardiography).
    /// </remarks>
    private const double OwnTWave = 0.27;

    /// <summary>Part of the usual height in the QRS band that it has at least, and that noise has at most.</summary>
    private const double LeastOfWide = 0.2,
        QuietForWide = 0.15;

    /// <summary>Seconds after a P wave's peak of energy in which that of its QRS complex comes.</summary>
    /// <remarks>
    /// Two ventricular beats so near are fibrillation or flutter, which <see cref="RegularPeaks"/> tells. PR is 0.12 to
    /// 0.2 s, from the P wave's begin; in first degree block it is longer.
    /// </remarks>
    private const double QrsFrom = 0.1,
        QrsUntil = 0.24;

    /// <summary>Part of a P wave's energy by which its QRS complex is higher.</summary>
    private const double QrsOverP = 1.2;

    /// <summary>Seconds of the usual interval above which the heart is slow enough to tell a P wave so.</summary>
    private const double SlowEnough = 0.4;

    private readonly RecentMedian _amplitudes = new();

    /// <summary>Whether a peak is a beat.</summary>
    /// <param name="last">The beat before; null where none is known.</param>
    /// <param name="silence">Seconds since it.</param>
    /// <param name="dead">Seconds after a beat in which no other can come.</param>
    public bool IsBeat(in BeatPeak peak, in BeatPeak? last, in ShapeMatch match, double silence, double dead)
    {
        var trust = Trust(match, silence);
        var isHigh = trust * peak.Height >= levels.Threshold(silence) && !IsTWave(peak, last, match, silence);
        return (isHigh || IsWideAndTall(peak, silence))
            && !IsPWave(peak, dead)
            && !HasStrongerRival(peak, last, trust, silence, dead);
    }

    /// <summary>Remembers how high a beat is, peak to peak in mV.</summary>
    public void Remember(float amplitude) => _amplitudes.Add(amplitude);

    /// <summary>How much a height counts: half more for a known shape, a third less for an unknown one.</summary>
    private double Trust(in ShapeMatch match, double silence)
    {
        var kin = match.Kin;
        var trust = kin >= 0.7 ? 1 + 0.5 * Math.Min(1, (kin - 0.7) / 0.2) : 1 - 0.33 * Math.Min(1, (0.7 - kin) / 0.4);
        if (float.IsNaN(kin))
            trust = 1;
        if (!levels.IsEarly(silence))
            return trust;
        // What breaks a regular rhythm gets no credit for its shape: artefacts are often QRS-like.
        // Extrasystoles are high enough.
        return trust >= 1 ? 1 : 0.8 * trust;
    }

    private bool IsTWave(in BeatPeak peak, in BeatPeak? before, in ShapeMatch match, double silence)
    {
        if (before is not { } last || silence >= TWaveUntil)
            return false;
        // A beat less steep than the one before is no T wave if the patient's beats have its shape.
        var steep = silence >= TWavePeakUntil ? SteepForHeight : SteepInTWave;
        if (match.Kin >= KnownShape && peak.Height >= steep * traces.AmplitudeAt(peak.Mark))
            return false;
        // A last beat far above the usual was an artefact, or hid one: its slope would make T waves of the next beats.
        var usual = Math.Min(1, 1.3 * levels.Beat / last.Height);
        return peak.Slope < TWaveSlope * usual * last.Slope;
    }

    /// <summary>Whether a much higher peak follows so soon that only one of the two can be a beat.</summary>
    private bool IsPWave(in BeatPeak peak, double dead) =>
        dead >= QrsDetector.Refractory
        && levels.Interval > SlowEnough
        && traces.PeakBetween(peak.At, QrsFrom, QrsUntil) > QrsOverP * peak.Height;

    /// <summary>A premature ventricular beat on a quiet lead: slow like a T wave, of a shape not yet known.</summary>
    private bool IsWideAndTall(in BeatPeak peak, double silence)
    {
        if (silence < Unexcitable || peak.Height < LeastOfWide * levels.Beat)
            return false;
        if (levels.Noise >= QuietForWide * levels.Beat)
            return false;
        var amplitude = traces.AmplitudeAt(peak.Mark);
        if (_amplitudes.Median <= 0 || amplitude < LowestWide * _amplitudes.Median)
            return false;
        if (silence >= TWavePeakUntil && peak.Height >= SteepForHeight * amplitude)
            return true;
        if (amplitude < TallAsUsual * _amplitudes.Median)
            return false;
        return silence >= TWavePeakUntil || IsOnTheTWave(peak, amplitude, silence);
    }

    /// <summary>
    /// Whether what comes in the T wave's time is a beat: premature, steeper than a T wave, with a T wave of its own.
    /// </summary>
    private bool IsOnTheTWave(in BeatPeak peak, float amplitude, double silence) =>
        levels.IsPremature(silence)
        && peak.Height >= SteepForHeight * amplitude
        && traces.SwingAfter(peak.Mark) >= OwnTWave * amplitude;

    private bool HasStrongerRival(in BeatPeak peak, in BeatPeak? last, double trust, double silence, double dead)
    {
        Span<float> snippet = stackalloc float[BeatMorphologies.SnippetLength];
        var own = Claim(peak, last, trust, silence);
        for (var i = 0; i < waiting.Count && traces.Seconds(waiting[i].At - peak.At) < dead; i++)
        {
            var rival = waiting[i];
            var rivalSilence = silence + traces.Seconds(rival.At - peak.At);
            traces.Cut(rival.Mark, snippet);
            if (Claim(rival, last, Trust(shapes.Match(snippet), rivalSilence), rivalSilence) > own)
                return true;
        }

        return false;
    }

    /// <summary>A peak's weight among rivals: height beyond the usual gives no more, coming on time 30 %.</summary>
    private double Claim(in BeatPeak peak, in BeatPeak? last, double trust, double silence) =>
        trust * Math.Min(peak.Height, 1.2 * levels.Beat) * (last is not null && levels.IsOnTime(silence) ? 1.3 : 1);
}
