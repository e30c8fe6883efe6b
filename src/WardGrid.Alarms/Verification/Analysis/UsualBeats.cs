using WardGrid.Signals.Beats;

namespace WardGrid.Alarms.Verification.Analysis;

/// <summary>Finds the patient's own usual beats by their shape and height, whatever else goes on in the lead.</summary>
/// <remarks>
/// The detectors may count artefact or miss beats beneath it; the template is slid along the lead instead. Own beats
/// that keep their rhythm through an alarm speak against it; own beats that fall silent speak for it.
/// </remarks>
public static class UsualBeats
{
    /// <summary>A beat's height may be this share of the usual height, and no less or more.</summary>
    private const float Lowest = 0.5f,
        Highest = 1.7f;

    /// <summary>
    /// Seconds before the alarm of the lead's own beats since a moment whose likeness reaches a bound.
    /// </summary>
    public static double[] Times(LeadAnalysis lead, double from, float likeness)
    {
        var template = lead.Template.Samples;
        var times = new List<double>();
        if (template.Length == 0)
            return [];
        var usual = UsualSwing(lead);
        var (last, best) = (-lead.Strip.Length, 0f);
        for (var at = lead.Strip.At(from); at < lead.Strip.Length; at += 2)
        {
            var part = BeatShape.Qrs.Of(lead.Clean, at, LeadAnalysis.Rate);
            if (part.IsEmpty)
                continue;
            var r = BeatShape.Correlation(part, template);
            if (r < likeness || Swing(part) / usual is < Lowest or > Highest)
                continue;
            if (at - last < 0.25 * LeadAnalysis.Rate)
            {
                if (r > best)
                    (times[^1], last, best) = (lead.Strip.SecondsAt(at), at, r);
                continue;
            }

            times.Add(lead.Strip.SecondsAt(at));
            (last, best) = (at, r);
        }

        return [.. times];
    }

    /// <summary>
    /// The height of the lead's usual beat from its lowest to its highest point, in the channel's unit.
    /// </summary>
    public static float UsualSwing(LeadAnalysis lead) =>
        Swing(lead.Template.Samples) / Math.Max(1, lead.Template.Beats);

    /// <summary>The same of a stretch of a lead.</summary>
    public static float Swing(ReadOnlySpan<float> part)
    {
        var (low, high) = (float.MaxValue, float.MinValue);
        foreach (var value in part)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return high - low;
    }
}
