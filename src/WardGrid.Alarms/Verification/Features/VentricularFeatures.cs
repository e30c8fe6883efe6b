using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Alarms.Verification.Rules;

namespace WardGrid.Alarms.Verification.Features;

/// <summary>What the rule for ventricular tachycardia makes of the channels, for a model to weigh.</summary>
internal static class VentricularFeatures
{
    private static readonly VentricularTachycardiaRule Rule = new(OperatingPoints.BuiltIn);

    public static void Add(FeatureVector features, AlarmContext context)
    {
        var at = context.Candidate.AtSeconds;
        (features.Prefix, features.Present) = ("vt.", context.Leads.Length > 0);
        features.Add("unread", Flag(UndetectedEnd.Is(context, RuleThresholds.VentricularCalmHeight.Safe)));
        features.Add("wideRhythm", Flag(WideRhythm.Is(context)));
        var trusted = ChannelReliability.TrustedLeads(context);
        features.Add("trustedLeads", trusted.Length);
        features.Add("leadsShow", trusted.Count(l => Rule.AskLead(l).Agrees == true));
        features.Add(
            "leadsDeny",
            trusted.Count(l => ChannelReliability.IsReliable(l, at) && Rule.AskLead(l).Agrees == false)
        );
        features.Add("reliableLeads", trusted.Count(l => ChannelReliability.IsReliable(l, at)));
        var pulses = context.Pulses.Where(p => ChannelReliability.IsReliable(p, at)).ToArray();
        features.Add("reliablePulses", pulses.Length);
        features.Add("pulsesDeny", pulses.Count(p => Rule.AskPulse(p).Agrees == false));
    }

    private static float Flag(bool value) => value ? 1 : 0;
}
