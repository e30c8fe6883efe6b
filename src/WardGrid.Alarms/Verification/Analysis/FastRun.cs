using WardGrid.Signals.Beats;

namespace WardGrid.Alarms.Verification.Analysis;

/// <summary>The run of consecutive beats on one lead that looks most like ventricular tachycardia.</summary>
/// <param name="Likelihood">Fast x unlike the patient's own beat x alike among themselves, 0 to about 2.</param>
/// <param name="Rate">Beats per minute of the run.</param>
/// <param name="Unlike">One minus the mean correlation of its beats with the patient's template.</param>
/// <param name="Uniform">Mean correlation of its beats with each other: ventricular beats repeat themselves, artefact
/// does not.</param>
/// <param name="Amplitude">Its beats' mean height as a share of the patient's usual height.</param>
/// <param name="Width">Its beats' mean width as a share of the usual width.</param>
/// <param name="From">Seconds before the alarm of its first beat.</param>
/// <param name="To">Seconds before the alarm of its last beat.</param>
public readonly record struct FastRun(
    float Likelihood,
    float Rate,
    float Unlike,
    float Uniform,
    float Amplitude,
    float Width,
    double From,
    double To
)
{
    /// <summary>
    /// Beats per minute from which five ventricular beats are a tachycardia (CinC Challenge 2015), and
    /// how softly it is asked.
    /// </summary>
    private const float FromRate = 100,
        Softness = 8;

    public static FastRun None =>
        new(float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, double.NaN, double.NaN);

    public static FastRun Find(LeadAnalysis lead, DetectedBeat[] beats, int length, double from, double to)
    {
        var best = None;
        var (usualHeight, usualWidth) = Usual(lead.NarrowBeats);
        var pairs = Pairs(lead, beats, length, from, to);
        for (var last = length - 1; last < beats.Length; last++)
        {
            var first = last - length + 1;
            if (beats[last].Seconds <= from || beats[last].Seconds > to)
                continue;
            var rate = (float)(60 * (length - 1) / (beats[last].Seconds - beats[first].Seconds));
            var (likeness, height, width, uniform, n) = (0f, 0f, 0f, 0f, 0);
            for (var i = first; i <= last; i++)
            {
                likeness += float.IsNaN(beats[i].Likeness) ? 1f / length : beats[i].Likeness / length;
                height += beats[i].Amplitude / length;
                width += beats[i].Width / length;
                for (var k = first; k < i; k++)
                {
                    var r = pairs[i * length + (i - k)];
                    if (float.IsNaN(r))
                        continue;
                    uniform += r;
                    n++;
                }
            }

            uniform = n == 0 ? 0 : uniform / n;
            var likelihood = 1 / (1 + MathF.Exp(-(rate - FromRate) / Softness)) * (1 - likeness) * Math.Max(0, uniform);
            if (!(likelihood <= best.Likelihood))
                best = new(
                    likelihood,
                    rate,
                    1 - likeness,
                    uniform,
                    height / usualHeight,
                    width / usualWidth,
                    beats[first].Seconds,
                    beats[last].Seconds
                );
        }

        return best;
    }

    private static float[] Pairs(LeadAnalysis lead, DetectedBeat[] beats, int length, double from, double to)
    {
        var pairs = new float[beats.Length * length];
        for (var i = 1; i < beats.Length; i++)
        {
            if (beats[i].Seconds <= from - 6 || beats[i].Seconds > to)
                continue;
            var shape = BeatShape.Qrs.Of(lead.Clean, beats[i].At, LeadAnalysis.Rate);
            for (var back = 1; back < length && i - back >= 0; back++)
                pairs[i * length + back] = BeatShape
                    .Qrs.Fit(lead.Clean, beats[i - back].At, shape, LeadAnalysis.Rate)
                    .Correlation;
        }

        return pairs;
    }

    private static (float Height, float Width) Usual(DetectedBeat[] beats)
    {
        var before = beats.Where(b => b.Seconds < PatientTemplate.LearnUntil).ToArray();
        return (
            OfflineBeatDetector.Quantile([.. before.Select(b => b.Amplitude)], 0.5),
            OfflineBeatDetector.Quantile([.. before.Select(b => b.Width)], 0.5)
        );
    }
}
