using System.Collections.Immutable;
using WardGrid.Signals.Leads;

namespace WardGrid.Tool.Evaluate.Leads;

/// <summary>The shares of recordings with a false finding, and of made faults that are found.</summary>
public sealed class LeadShares(ImmutableArray<RecordedLeads> reports, ImmutableArray<LeadTrial> trials)
{
    /// <summary>Findings, and checks that were not made, on recordings as they are.</summary>
    public ImmutableArray<(string What, WilsonInterval Share)> AsRecorded { get; } =
    [
        .. Enum.GetValues<LeadFaultKind>()
            .Select(kind => ($"{kind}", Count(reports, r => r.Twelve.Faults.Any(f => f.Kind == kind)))),
        ("ArmsReversed of I, II, III and V5", Count(reports, r => r.WithV5.Arms == LeadVerdict.Fault)),
        ("ArmsReversed of I, II, III", Count(reports, r => r.Three.Arms == LeadVerdict.Fault)),
        ("duplicates not judged", Count(reports, r => r.Twelve.Duplicates == LeadVerdict.NotJudged)),
        ("limb leads not judged", Count(reports, r => r.Twelve.LimbLeads == LeadVerdict.NotJudged)),
        ("arms not judged", Count(reports, r => r.Twelve.Arms == LeadVerdict.NotJudged)),
        ("chest leads not judged", Count(reports, r => r.Twelve.ChestLeads == LeadVerdict.NotJudged)),
    ];

    /// <summary>Faults found, of all recordings and of sinus rhythms; a check that was not made is a miss.</summary>
    public ImmutableArray<(string What, WilsonInterval Share)> Made { get; } =
    [
        .. trials
            .GroupBy(t => t.Fault)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .SelectMany(g =>
                new[]
                {
                    (g.Key, new WilsonInterval(g.Count(t => t.IsFound), g.Count())),
                    (
                        g.Key + " (sinus)",
                        new WilsonInterval(g.Count(t => t.IsFound && t.IsSinus), g.Count(t => t.IsSinus))
                    ),
                }
            ),
    ];

    public object ForJson() =>
        new
        {
            task = "leads",
            records = reports.Length,
            asRecorded = AsRecorded.ToDictionary(r => r.What, r => Row(r.Share)),
            made = Made.ToDictionary(r => r.What, r => Row(r.Share)),
        };

    private static WilsonInterval Count(ImmutableArray<RecordedLeads> reports, Func<RecordedLeads, bool> isOne) =>
        new(reports.Count(isOne), reports.Length);

    private static object? Row(WilsonInterval share) =>
        share.Trials == 0
            ? null
            : new
            {
                hits = share.Hits,
                trials = share.Trials,
                share = Math.Round(share.Share, 4),
                low = Math.Round(share.Low, 4),
                high = Math.Round(share.High, 4),
            };
}
