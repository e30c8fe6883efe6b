using WardGrid.Signals.Quality;

namespace WardGrid.Signals.Rhythm;

/// <summary>
/// Whether the beats of a fast run come from the ventricle or are made of noise, by the wave of one ECG lead.
/// </summary>
/// <remarks>
/// Noise founds beats of every shape; ventricular beats are wide and repeat themselves, and where they do not
/// (polymorphic tachycardia) the wave fills the time between them. <c>default</c> speaks for noise.
/// </remarks>
/// <param name="Uniform">Mean correlation, -1 to 1, of the run's last five beats with each other.</param>
/// <param name="Width">Their mean width, in seconds.</param>
/// <param name="Waves">Likeness of the last 4 s to flutter, 0 to 1 (<see cref="FibrillationMeasure"/>); 0.5 where it
/// cannot be told.</param>
/// <param name="Quality">Mean quality of the last 4 s, 0 to 1.</param>
public readonly record struct RunShape(float Uniform, float Width, float Waves, float Quality)
{
    /// <summary>The score from which a run is the heart's.</summary>
    public const float Ventricular = 0.5f;

    /// <summary>
    /// Points of a beat, 8 ms apart: 200 ms before its R peak to 240 ms after, as wide as ventricular beats are.
    /// </summary>
    private const int Points = 56;

    /// <summary>Points by which a beat may be shifted to fit another: 40 ms.</summary>
    private const int Slack = 5;

    private const int Snippet = Points + 2 * Slack;

    private const double Step = 0.008;

    /// <summary>Likeness to a run of ventricular beats, 0 to 1.</summary>
    /// <remarks>
    /// Logistic weights fitted on runs that <see cref="VentricularRun"/> finds: at true VT alarms of challenge2015 and
    /// in VT, VF and flutter of vfdb and cudb, against all other rhythms of vfdb, cudb, mitdb, cpsc2021 and cinc2017
    /// and the false alarms of challenge2015 with the 270 s before them; each record counts alike. The intercept is set
    /// so that of eight runs found at true alarms one is lost.
    /// </remarks>
    public float Score
    {
        get
        {
            var waves = MathF.Log((Waves + 0.001f) / (1.001f - Waves));
            return 1 / (1 + MathF.Exp(5.95f - 6.6f * Uniform - 0.36f * waves - 1.73f * Quality - 6.9f * Width));
        }
    }

    /// <summary>The shape of a run that ended within the last seconds.</summary>
    public static RunShape Of(SignalChannel lead, in VentricularRun run)
    {
        const int Beats = VentricularRun.TachycardiaBeats;
        Span<float> shapes = stackalloc float[Beats * Snippet];
        var (count, width) = (0, 0f);
        for (
            var i = lead.Beats.End - 1;
            i >= lead.Beats.Begin && count < Beats && lead.Beats[i].Seconds >= run.FromSeconds;
            i--
        )
        {
            if (lead.Beats[i].Seconds > run.ToSeconds)
                continue;
            Cut(lead, lead.Beats[i].Seconds, shapes.Slice(count * Snippet, Snippet));
            width += lead.Beats[i].Width;
            count++;
        }

        if (count == 0)
            return default;
        var (uniform, pairs) = (0f, 0);
        for (var i = 1; i < count; i++)
        {
            for (var j = 0; j < i; j++, pairs++)
                uniform += Likeness(shapes.Slice(i * Snippet, Snippet), shapes.Slice(j * Snippet, Snippet));
        }

        return new(
            pairs == 0 ? 0 : uniform / pairs,
            width / count,
            FibrillationMeasure.Of(lead, lead.EndSeconds)?.Score ?? 0.5f,
            QualityOf(lead)
        );
    }

    private static float QualityOf(SignalChannel lead)
    {
        var (sum, count) = (0f, 0);
        for (
            var i = lead.Quality.End - 1;
            i >= lead.Quality.Begin && count < (int)FibrillationMeasure.Seconds;
            i--, count++
        )
            sum += lead.Quality[i].Score;
        return count == 0 ? 0 : sum / count;
    }

    /// <summary>A beat at 125 samples per second; a missing sample is NaN, and with it every likeness is 0.</summary>
    private static void Cut(SignalChannel lead, double at, Span<float> snippet)
    {
        var rate = lead.Declaration.Rate;
        var half = (int)(Step / 2 * rate);
        for (var i = 0; i < snippet.Length; i++)
        {
            var centre = (long)Math.Round((at - 0.2 + (i - Slack) * Step) * rate);
            var sum = 0f;
            for (var n = centre - half; n <= centre + half; n++)
                sum += lead.Window[n];
            snippet[i] = sum / (2 * half + 1);
        }
    }

    /// <summary>The best correlation over all shifts.</summary>
    private static float Likeness(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var best = -1f;
        var first = a.Slice(Slack, Points);
        for (var shift = 0; shift <= 2 * Slack; shift++)
        {
            var second = b.Slice(shift, Points);
            float sumA = 0,
                sumB = 0,
                squaresA = 0,
                squaresB = 0,
                products = 0;
            for (var i = 0; i < Points; i++)
            {
                sumA += first[i];
                sumB += second[i];
                squaresA += first[i] * first[i];
                squaresB += second[i] * second[i];
                products += first[i] * second[i];
            }

            var spread = (squaresA - sumA * sumA / Points) * (squaresB - sumB * sumB / Points);
            if (!(spread > 0))
                return 0;
            best = Math.Max(best, (products - sumA * sumB / Points) / MathF.Sqrt(spread));
        }

        return best;
    }
}
