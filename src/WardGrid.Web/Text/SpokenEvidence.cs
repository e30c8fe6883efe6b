using System.Globalization;
using Microsoft.Extensions.Localization;
using WardGrid.Alarms;
using WardGrid.Signals.Protocol;

namespace WardGrid.Web.Text;

/// <summary>
/// Translates evidence to the page's language; without a translation it is shown in the recorded English.
/// </summary>
public static class SpokenEvidence
{
    /// <summary>Letters of the longest short name of a lead: MCL1.</summary>
    private const int LongestLeadName = 4;

    /// <summary>A sentence for reading: after its channel's name, or alone with a capital letter.</summary>
    /// <param name="channel">The name before it; null for the sentence alone.</param>
    public static string Say(this IStringLocalizer words, Reason said, string? channel = null)
    {
        var sentence = said.Code.Length == 0 ? null : words[$"said.{said.Code}", [.. said.Arguments.Select(Local)]];
        var spoken = sentence is null or { ResourceNotFound: true } ? said.English : sentence.Value;
        return channel is null ? Capital(spoken) : $"{channel}: {spoken}";
    }

    /// <summary>A reason of a verdict, with the name of its channel on screens.</summary>
    public static string SayReason(this IStringLocalizer words, Reason reason, EvidenceCard card)
    {
        if (reason.Channel is not { } name)
            return words.Say(reason);
        return words.Say(reason, words.ChannelName(name, card.Channels.FirstOrDefault(c => c.Channel == name)?.Kind));
    }

    /// <summary>
    /// The name of a channel on screens: an ECG lead with a short name, such as V1, gets the word "Lead" before it.
    /// </summary>
    public static string ChannelName(this IStringLocalizer words, string name, SignalKind? kind) =>
        kind == SignalKind.Ecg && name.Length <= LongestLeadName ? words["evidence.lead", name] : name;

    /// <summary>The rules or the model that decided, such as "with the model alarm-verifier 1.1".</summary>
    public static string SayRule(this IStringLocalizer words, EvidenceCard card) =>
        card switch
        {
            { Rule: EvidenceCard.Unchecked } => words["evidence.unchecked"],
            { Rule: EvidenceCard.OwnMeasurement } => words["evidence.measured"],
            { Score: null } => $"{words["evidence.noscore"].Value} ({card.Rule})",
            _ => words["evidence.model", card.Rule],
        };

    /// <summary>The most similar known alarms, and the differences, as whole sentences.</summary>
    public static string SayNearest(this IStringLocalizer words, NearestPrototype nearest)
    {
        List<string> sentences =
        [
            $"{words.Or($"prototype.{nearest.Code}", nearest.English)}.",
            nearest.Simulated
                ? words["evidence.nearest.simulated"]
                : words[
                    "evidence.nearest.known",
                    nearest.True,
                    nearest.Alarms,
                    $"{100 * nearest.TrueShare.Low:0}",
                    $"{100 * nearest.TrueShare.High:0}"
                ],
        ];
        if (!nearest.Simulated && nearest.UsuallyTrue is { } usually)
            sentences.Add(words[usually ? "evidence.nearest.true" : "evidence.nearest.false"]);
        if (!nearest.Differs.IsEmpty)
            sentences.Add(
                words["evidence.nearest.differs", string.Join("; ", nearest.Differs.Select(words.SayDifference))]
            );
        return string.Join(' ', sentences);
    }

    /// <summary>The text of a key, or the English text if the language has none.</summary>
    public static string Or(this IStringLocalizer words, string key, string english) =>
        words[key] is { ResourceNotFound: false } own ? own.Value : english;

    /// <summary>A measure with both numbers in its unit; without a unit only "greater" or "smaller".</summary>
    private static string SayDifference(this IStringLocalizer words, MeasureDifference difference)
    {
        var (name, here, typical) = (
            words.Or($"measure.{difference.Code}", difference.English),
            difference.Here,
            difference.Typical
        );
        return difference.Code switch
        {
            "leadPause" or "pulsePause" => words["evidence.nearest.s", name, $"{here:0.0}", $"{typical:0.0}"],
            "lowestRate" or "lowestPulse" or "usualRate" or "highestRate" or "highestPulse" or "runRate" => words[
                "evidence.nearest.rate",
                name,
                $"{here:0}",
                $"{typical:0}"
            ],
            "pulseHeight" or "runNoise" => words[
                "evidence.nearest.percent",
                name,
                $"{100 * here:0}",
                $"{100 * typical:0}"
            ],
            _ => words[here > typical ? "evidence.nearest.higher" : "evidence.nearest.lower", name],
        };
    }

    private static string Capital(string sentence) =>
        sentence.Length == 0 ? "" : char.ToUpper(sentence[0], CultureInfo.CurrentCulture) + sentence[1..];

    /// <summary>A number with the page's decimal sign; other text unchanged.</summary>
    private static string Local(string argument) =>
        double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? argument.Replace(
                ".",
                CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator,
                StringComparison.Ordinal
            )
            : argument;
}
