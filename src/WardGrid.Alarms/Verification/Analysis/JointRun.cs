using WardGrid.Signals.Beats;

namespace WardGrid.Alarms.Verification.Analysis;

/// <summary>
/// The run of consecutive beats, heard on all leads together, that looks most like ventricular tachycardia.
/// </summary>
/// <param name="Likelihood">Fast x unlike the patient's own beat x alike among themselves (squared), the leads weighed
/// by trust.</param>
/// <param name="Rate">Beats per minute of the run.</param>
/// <param name="Unlike">One minus the mean correlation of its beats with the patient's templates.</param>
/// <param name="Uniform">Mean correlation of its beats with each other: ventricular beats repeat themselves, artefact
/// does not.</param>
/// <param name="Strongest">The same as the likelihood for the lead that shows it most.</param>
/// <param name="Weakest">And for the lead that shows it least.</param>
/// <param name="From">Seconds before the alarm of its first beat.</param>
/// <param name="To">Seconds before the alarm of its last beat.</param>
public readonly record struct JointRun(
    float Likelihood,
    float Rate,
    float Unlike,
    float Uniform,
    float Strongest,
    float Weakest,
    double From,
    double To
)
{
    /// <summary>
    /// Beats per minute from which five ventricular beats are a tachycardia (CinC Challenge 2015), and
    /// how softly it is asked.
    /// </summary>
    private const float FromRate = 100,
        Softness = 6;

    public static JointRun None =>
        new(float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, double.NaN, double.NaN);

    public static JointRun Find(IReadOnlyList<LeadRun> leads, double[] times, int length, double from, double to) =>
        Find(leads, times, length, from, to, u => u * u);

    /// <summary>
    /// The same without asking whether the beats resemble each other: polymorphic runs are rare, artefact is not.
    /// </summary>
    public static JointRun FindWild(IReadOnlyList<LeadRun> leads, double[] times, int length, double from, double to) =>
        Find(leads, times, length, from, to, _ => 1);

    private static JointRun Find(
        IReadOnlyList<LeadRun> leads,
        double[] times,
        int length,
        double from,
        double to,
        Func<float, float> weigh
    )
    {
        var best = None;
        var weights = leads.Sum(l => l.Weight);
        for (var last = length - 1; last < times.Length; last++)
        {
            if (times[last] <= from || times[last] > to || weights <= 0)
                continue;
            var rate = (float)(60 * (length - 1) / (times[last] - times[last - length + 1]));
            var fast = 1 / (1 + MathF.Exp(-(rate - FromRate) / Softness));
            var (sum, unlike, uniform, most, least) = (0f, 0f, 0f, float.MinValue, float.MaxValue);
            foreach (var lead in leads)
            {
                var (d, u) = lead.Between(last - length + 1, last);
                var value = fast * d * weigh(u);
                var weight = lead.Weight / weights;
                (sum, unlike, uniform) = (sum + weight * value, unlike + weight * d, uniform + weight * u);
                (most, least) = (Math.Max(most, value), Math.Min(least, value));
            }

            if (!(sum <= best.Likelihood))
                best = new(sum, rate, unlike, uniform, most, least, times[last - length + 1], times[last]);
        }

        return best;
    }
}

/// <summary>
/// One lead's beats at common places: how unlike the patient's own they are, and how alike each other.
/// </summary>
public sealed class LeadRun
{
    /// <summary>Beats that are compared with each other at most this far apart in their order.</summary>
    public const int Reach = 9;

    private readonly float[] _unlike;
    private readonly float[] _pairs;

    public LeadRun(LeadAnalysis lead, int[] places, BeatShape shape, PatientTemplate template, double from)
    {
        Weight = Math.Max(0.05f, lead.Trust);
        _unlike = new float[places.Length];
        _pairs = new float[places.Length * Reach];
        var begin = lead.Strip.At(from);
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] < begin)
                continue;
            _unlike[i] = 1 - Known(shape.Fit(lead.Clean, places[i], template.Samples, LeadAnalysis.Rate).Correlation);
            var own = shape.Of(lead.Clean, places[i], LeadAnalysis.Rate);
            for (var back = 1; back < Reach && i - back >= 0 && places[i - back] >= begin; back++)
                _pairs[i * Reach + back] = Known(
                    shape.Fit(lead.Clean, places[i - back], own, LeadAnalysis.Rate).Correlation
                );
        }
    }

    public float Weight { get; }

    /// <summary>How unlike the patient's own beats from one to another are, and how uniform, 0 to 1.</summary>
    public (float Unlike, float Uniform) Between(int first, int last)
    {
        var (unlike, uniform, pairs) = (0f, 0f, 0);
        for (var i = first; i <= last; i++)
        {
            unlike += _unlike[i] / (last - first + 1);
            for (var k = first; k < i; k++, pairs++)
                uniform += _pairs[i * Reach + (i - k)];
        }

        return (unlike, pairs == 0 ? 0 : Math.Max(0, uniform / pairs));
    }

    private static float Known(float correlation) => float.IsNaN(correlation) ? 0 : correlation;
}
