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
        Runs(sheet, scene, "qrsN", scene.JointPlaces, scene.JointTimes, Shape.Qrs, l => l.Template);
        Runs(sheet, scene, "qrsW", scene.JointWidePlaces, scene.JointWideTimes, Shape.Qrs, l => l.Template);
        Runs(sheet, scene, "cycleN", scene.JointPlaces, scene.JointTimes, Shape.Cycle, l => l.CycleTemplate);
        Runs(sheet, scene, "cycleW", scene.JointWidePlaces, scene.JointWideTimes, Shape.Cycle, l => l.CycleTemplate);
        sheet.Present = true;
        OwnFeatures.Add(sheet, scene);
    }

    private static void Runs(
        FeatureSheet sheet, AlarmScene scene, string name, int[] places, double[] times, Shape shape, Func<LeadReading, PatientTemplate> templateOf)
    {
        sheet.Present = scene.Leads.Length > 0;
        var leads = scene.Leads.Select(l => new LeadRun(l, l.Align(places), shape, templateOf(l), -60)).ToArray();
        var run = JointRun.Find(leads, times, 5, -9.5, 0);
        sheet.Add($"{name}.run", run.Likelihood);
        sheet.Add($"{name}.rate", run.Rate);
        sheet.Add($"{name}.unlike", run.Unlike);
        sheet.Add($"{name}.uniform", run.Uniform);
        sheet.Add($"{name}.strongest", run.Strongest);
        sheet.Add($"{name}.weakest", run.Weakest);
        sheet.Add($"{name}.at", (float)run.To);
        sheet.Add($"{name}.run4", JointRun.Find(leads, times, 4, -9.5, 0).Likelihood);
        sheet.Add($"{name}.run8", JointRun.Find(leads, times, 8, -9.5, 0).Likelihood);
        var before = JointRun.Find(leads, times, 5, -50, -16);
        sheet.Add($"{name}.before", before.Likelihood);
        sheet.Add($"{name}.more", run.Likelihood - before.Likelihood);
        if (name != "cycleW")
            return;
        RunFeatures.Add(sheet, $"{name}.in", scene, run.From, run.To);
        var wild = JointRun.FindWild(leads, times, 5, -9.5, 0);
        sheet.Add("wild.run", wild.Likelihood);
        sheet.Add("wild.rate", wild.Rate);
        sheet.Add("wild.unlike", wild.Unlike);
        sheet.Add("wild.uniform", wild.Uniform);
        RunFeatures.Add(sheet, "wild.in", scene, wild.From, wild.To);
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
                foreach (var value in lead.Narrow.AsSpan(lead.Strip.At(start)..lead.Strip.At(start + seconds)))
                    liveliest = Math.Max(liveliest, value / lead.UsualNarrow);
            }

            quietest = liveliest >= quietest ? quietest : liveliest;
        }

        return quietest;
    }
}
