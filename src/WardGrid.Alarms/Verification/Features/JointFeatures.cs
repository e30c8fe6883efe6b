using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Signals.Beats;

namespace WardGrid.Alarms.Verification.Features;

/// <summary>The features of all channels together: what no single lead's artefact can imitate.</summary>
internal static class JointFeatures
{
    public static void Add(FeatureVector features, AlarmContext context)
    {
        features.Present = context.Leads.Length > 0;
        features.Prefix = "joint.";
        RhythmFeatures.Add(features, "beat", context.JointTimes);
        RhythmFeatures.AddCounts(features, "beat", context.JointTimes);
        features.Present = context.Leads.Length > 1;
        double[] both = context.Leads.Length > 1 ? Both(Narrow(context.Leads[0]), Narrow(context.Leads[1])) : [];
        RhythmFeatures.Add(features, "both", both);
        RhythmFeatures.AddCounts(features, "both", both);
        features.Add("quiet3", Quietest(context, 3));
        features.Add("quiet4", Quietest(context, 4));
        Runs(features, context, "qrsN", context.JointPlaces, context.JointTimes, BeatShape.Qrs, l => l.Template);
        Runs(
            features,
            context,
            "qrsW",
            context.JointWidePlaces,
            context.JointWideTimes,
            BeatShape.Qrs,
            l => l.Template
        );
        Runs(
            features,
            context,
            "cycleN",
            context.JointPlaces,
            context.JointTimes,
            BeatShape.Cycle,
            l => l.CycleTemplate
        );
        Runs(
            features,
            context,
            "cycleW",
            context.JointWidePlaces,
            context.JointWideTimes,
            BeatShape.Cycle,
            l => l.CycleTemplate
        );
        features.Present = true;
        UsualBeatFeatures.Add(features, context);
    }

    private static void Runs(
        FeatureVector features,
        AlarmContext context,
        string name,
        int[] places,
        double[] times,
        BeatShape shape,
        Func<LeadAnalysis, PatientTemplate> templateOf
    )
    {
        features.Present = context.Leads.Length > 0;
        var leads = context.Leads.Select(l => new LeadRun(l, l.Align(places), shape, templateOf(l), -60)).ToArray();
        var run = JointRun.Find(leads, times, 5, -9.5, 0);
        features.Add($"{name}.run", run.Likelihood);
        features.Add($"{name}.rate", run.Rate);
        features.Add($"{name}.unlike", run.Unlike);
        features.Add($"{name}.uniform", run.Uniform);
        features.Add($"{name}.strongest", run.Strongest);
        features.Add($"{name}.weakest", run.Weakest);
        features.Add($"{name}.at", (float)run.To);
        features.Add($"{name}.run4", JointRun.Find(leads, times, 4, -9.5, 0).Likelihood);
        features.Add($"{name}.run8", JointRun.Find(leads, times, 8, -9.5, 0).Likelihood);
        var before = JointRun.Find(leads, times, 5, -50, -16);
        features.Add($"{name}.before", before.Likelihood);
        features.Add($"{name}.more", run.Likelihood - before.Likelihood);
        if (name != "cycleW")
            return;
        RunFeatures.Add(features, $"{name}.in", context, run.From, run.To);
        var wild = JointRun.FindWild(leads, times, 5, -9.5, 0);
        features.Add("wild.run", wild.Likelihood);
        features.Add("wild.rate", wild.Rate);
        features.Add("wild.unlike", wild.Unlike);
        features.Add("wild.uniform", wild.Uniform);
        RunFeatures.Add(features, "wild.in", context, wild.From, wild.To);
    }

    private static double[] Narrow(LeadAnalysis lead) => [.. lead.NarrowBeats.Select(b => b.Seconds)];

    /// <summary>The beats of one lead that the other lead also shows within 80 ms.</summary>
    private static double[] Both(double[] one, double[] other) =>
        [.. one.Where(t => other.Any(o => Math.Abs(o - t) <= 0.08))];

    /// <summary>
    /// The least that the liveliest lead does in any window of some seconds: low only where every lead is silent.
    /// </summary>
    private static float Quietest(AlarmContext context, double seconds)
    {
        var quietest = float.NaN;
        for (var start = -13.0; start <= -seconds; start += 0.25)
        {
            var liveliest = 0f;
            foreach (var lead in context.Leads)
            {
                foreach (var value in lead.Narrow.AsSpan(lead.Strip.At(start)..lead.Strip.At(start + seconds)))
                    liveliest = Math.Max(liveliest, value / lead.UsualNarrow);
            }

            quietest = liveliest >= quietest ? quietest : liveliest;
        }

        return quietest;
    }
}
