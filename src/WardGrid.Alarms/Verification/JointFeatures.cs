namespace WardGrid.Alarms.Verification;

/// <summary>The features of all channels together: what no single lead's artefact can imitate.</summary>
internal static class JointFeatures
{
    public static void Add(FeatureSheet sheet, AlarmScene scene)
    {
        sheet.Present = scene.Leads.Length > 0;
        sheet.Prefix = "joint.";
        RhythmFeatures.Add(sheet, "beat", scene.JointTimes);
        RhythmFeatures.AddCounts(sheet, "beat", scene.JointTimes);
        sheet.Present = scene.Leads.Length > 1;
        double[] both = scene.Leads.Length > 1 ? Both(Narrow(scene.Leads[0]), Narrow(scene.Leads[1])) : [];
        RhythmFeatures.Add(sheet, "both", both);
        RhythmFeatures.AddCounts(sheet, "both", both);
        sheet.Add("quiet3", Quietest(scene, 3));
        sheet.Add("quiet4", Quietest(scene, 4));
        foreach (var (name, length) in new[] { ("run4", 4), ("run5", 5), ("run9", 9) })
        {
            var runs = scene.Leads.Take(2).Select(l => FastRun.Find(l, l.Hear(l.Peaks(scene.JointPlaces)), length, -12, 0).Likelihood).ToArray();
            sheet.Add($"{name}.most", runs.Length > 1 ? MathF.Max(runs[0], runs[1]) : float.NaN);
            sheet.Add($"{name}.least", runs.Length > 1 ? MathF.Min(runs[0], runs[1]) : float.NaN);
        }

        sheet.Present = true;
    }

    private static double[] Narrow(LeadReading lead) => [.. lead.NarrowBeats.Select(b => b.Seconds)];

    /// <summary>The beats of one lead that the other lead also shows within 80 ms.</summary>
    private static double[] Both(double[] one, double[] other) => [.. one.Where(t => other.Any(o => Math.Abs(o - t) <= 0.08))];

    /// <summary>The least that the liveliest lead does in any window of some seconds: low only where every lead is silent.</summary>
    private static float Quietest(AlarmScene scene, double seconds)
    {
        var quietest = float.NaN;
        for (var start = -13.0; start <= -seconds; start += 0.25)
        {
            var liveliest = 0f;
            foreach (var lead in scene.Leads)
            {
                var usual = BeatSearch.Usual(lead.Narrow, LeadReading.Rate);
                foreach (var value in lead.Narrow.AsSpan(lead.Strip.At(start)..lead.Strip.At(start + seconds)))
                    liveliest = Math.Max(liveliest, value / usual);
            }

            quietest = liveliest >= quietest ? quietest : liveliest;
        }

        return quietest;
    }
}
