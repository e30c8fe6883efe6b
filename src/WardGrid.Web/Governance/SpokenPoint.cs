using System.Globalization;
using Microsoft.Extensions.Localization;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Web.Text;

namespace WardGrid.Web.Governance;

/// <summary>An operating point and its evidence in the page's language.</summary>
/// <remarks>
/// The evidence is English text in <c>models/manifest.json</c>. It consists of a few phrases; text that is not one of
/// them is not translated.
/// </remarks>
public static class SpokenPoint
{
    // Long phrases first, because a short one can be a part of them.
    private static readonly (string Key, string English)[] Phrases =
    [
        ("point.retrained", "margins chosen anew in each training fold of the grouped cross-validation"),
        ("point.eachKind", "cross-validated with each kind's margins and threshold"),
        ("point.modelAlone", "the model alone"),
        ("point.bothKeys", "both keys"),
        ("point.builtIn", "The numbers that WardGrid was checked with."),
        ("point.inSample", "recordings of challenge2015, in sample"),
        ("point.folds", "-fold grouped cross-validation on the"),
        ("point.foldsOn", "-fold grouped cross-validation on"),
        ("point.builtByRule", "alarms built by rule from"),
        ("point.madeByRule", "alarms made by rule"),
        ("point.byUs", "alarms raised by us"),
        ("point.neverSilent", "Never silent, whatever the mode"),
        ("point.noneOfVt", "ventricular tachycardias is refuted"),
        ("point.noneOfVf", "episodes is refuted"),
        ("point.alarmsSeeds", "alarms, mean of 3 seeds"),
        ("point.inSampleAlone", "in sample"),
        ("point.seeds", "mean of 3 seeds"),
        ("point.sensitivity", "sensitivity"),
        ("point.specificity", "specificity"),
        ("point.noneOf", "none of"),
        ("point.same", "the same"),
        ("point.alarms", "alarms"),
        ("point.of", " of "),
        ("point.and", " and "),
    ];

    /// <summary>The phrases with the keys of their translations.</summary>
    public static IEnumerable<(string Key, string English)> All => Phrases;

    public static string Evidence(IStringLocalizer words, string english)
    {
        var said = english;
        foreach (var (key, phrase) in Phrases)
            said = said.Replace(phrase, words.Or(key, phrase), StringComparison.Ordinal);
        return said;
    }

    /// <summary>The rules or the model, with the numbers: "rules 1.0: pause of the heartbeats up to 3.2 s".</summary>
    public static string Numbers(IStringLocalizer words, OperatingPoint point) =>
        $"{point.By}: {string.Join(", ", point.Numbers.Select(n => Number(words, n)))}";

    private static string Number(IStringLocalizer words, SetThreshold set)
    {
        var name = words.Or($"margin.{set.RuleThreshold.Name}", set.RuleThreshold.Name);
        var side = words[
            set.RuleThreshold.Side == RefutingSide.UpTo ? "margin.upTo" : "margin.from",
            set.Number.ToString("0.###", CultureInfo.CurrentCulture)
        ];
        return set.RuleThreshold.Unit.Length == 0
            ? $"{name} {side}"
            : $"{name} {side} {words.Or($"unit.{set.RuleThreshold.Unit}", set.RuleThreshold.Unit)}";
    }
}
