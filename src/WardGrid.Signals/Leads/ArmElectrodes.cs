using WardGrid.Signals.Protocol;

namespace WardGrid.Signals.Leads;

/// <summary>Judges whether the electrodes of the right and the left arm are exchanged.</summary>
/// <remarks>
/// Then I is inverted, II and III change places, aVR and aVL too, and every equation still holds. The P wave of I is
/// negative, while V6, which looks from the same side, is as before: in the upright I of a usual heart the QRS complex
/// and the ST segment look like those of V6 (Kors and van Herpen, Am J Cardiol 2001; Batchvarov et al., Europace 2007).
/// A heart on the right side turns V6 too. Each of three signs votes from -1 to 1, and the sum decides. Without V6 or
/// V5, the QRS complex and the T wave of I vote by their own sign, which an ill heart may turn as well.
/// </remarks>
internal static class ArmElectrodes
{
    /// <summary>
    /// The sum of three votes from which the arms look exchanged, with a chest lead and without. A choice, on ludb.
    /// </summary>
    private const double Reversed = -1.25,
        ReversedWithoutChest = -1.5;

    /// <summary>The sum from which they look right; between the two, nothing is known.</summary>
    private const double Right = 0.5;

    /// <summary>mV at which a P wave, by its mean over 190 ms, and a T wave vote in full.</summary>
    private const double FullP = 0.015,
        FullT = 0.15;

    public static LeadVerdict Judge(StripBeats beats)
    {
        var one = Row(beats, Mdc.EcgLeadI);
        if (one < 0)
            return LeadVerdict.NotJudged;
        var chest = Row(beats, Mdc.EcgLeadV6);
        if (chest < 0)
            chest = Row(beats, Mdc.EcgLeadV5);
        var i = beats.Usual[one];
        var sum = PWave(i, beats) + (chest < 0 ? Own(i, beats) : Shared(i, beats.Usual[chest], beats));
        if (sum <= (chest < 0 ? ReversedWithoutChest : Reversed))
            return LeadVerdict.Fault;
        return sum >= Right ? LeadVerdict.NothingFound : LeadVerdict.NotJudged;
    }

    /// <summary>The limb leads that are not what they say when the arms are exchanged.</summary>
    public static IEnumerable<string> Concerned(StripBeats beats) =>
        beats
            .Leads.Where(l =>
                l.Code is Mdc.EcgLeadI or Mdc.EcgLeadII or Mdc.EcgLeadIII or Mdc.EcgLeadAvr or Mdc.EcgLeadAvl
            )
            .Select(l => l.Name);

    private static int Row(StripBeats beats, int code) => Array.FindIndex(beats.Leads, l => l.Code == code);

    /// <summary>The mean of the P wave above the line between its ends.</summary>
    private static double PWave(float[] beat, StripBeats beats)
    {
        var wave = Part(beat, beats, -0.26, -0.07);
        var end = Math.Max(1, (int)(0.02 * beats.Rate));
        var line = (Mean(wave[..end]) + Mean(wave[^end..])) / 2;
        return Math.Clamp((Mean(wave) - line) / FullP, -1, 1);
    }

    private static double Own(float[] beat, StripBeats beats)
    {
        var (lowest, highest) = Range(Part(beat, beats, -0.06, 0.09));
        var (down, up) = Range(Part(beat, beats, 0.14, 0.42));
        var qrs = highest > lowest ? (highest + lowest) / (highest - lowest) : 0;
        return Math.Clamp(qrs, -1, 1) + Math.Clamp((up > -down ? up : down) / FullT, -1, 1);
    }

    private static double Shared(float[] beat, float[] chest, StripBeats beats) =>
        Likeness(Part(beat, beats, -0.06, 0.09), Part(chest, beats, -0.06, 0.09))
        + Likeness(Part(beat, beats, 0.14, 0.42), Part(chest, beats, 0.14, 0.42));

    private static ReadOnlySpan<float> Part(float[] beat, StripBeats beats, double from, double to) =>
        beat.AsSpan(beats.At(from)..beats.At(to));

    private static double Likeness(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (aa, bb, ab) = (0.0, 0.0, 0.0);
        for (var n = 0; n < a.Length; n++)
        {
            aa += a[n] * a[n];
            bb += b[n] * b[n];
            ab += a[n] * b[n];
        }

        return aa > 0 && bb > 0 ? ab / Math.Sqrt(aa * bb) : 0;
    }

    private static double Mean(ReadOnlySpan<float> wave)
    {
        var sum = 0.0;
        foreach (var x in wave)
            sum += x;
        return sum / wave.Length;
    }

    private static (float Lowest, float Highest) Range(ReadOnlySpan<float> wave)
    {
        var (lowest, highest) = (0f, 0f);
        foreach (var x in wave)
            (lowest, highest) = (Math.Min(lowest, x), Math.Max(highest, x));
        return (lowest, highest);
    }
}
