using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Rules;

namespace WardGrid.Inference.Manifest;

/// <summary>The operating points that a manifest sets, for rules and models alike.</summary>
internal static class ManifestPoints
{
    /// <summary>
    /// Refuses a missing or unknown number of a kind's rules, and a number that lets fewer alarms sound without a
    /// reason.
    /// </summary>
    public static OperatingPoints Of(ModelManifest manifest)
    {
        var rules = manifest.Rules is { } set
            ? set.Select(kind => Rule(kind.Key, kind.Value))
            : OperatingPoints.BuiltIn.All;
        var models =
            from model in manifest.Models
            where model.Task == ModelEntry.AlarmTask
            from point in model.OperatingPoints
            select new OperatingPoint(
                point.Key,
                model.Title,
                [new(RuleThresholds.OfModel(point.Key), point.Value.Threshold)],
                point.Value.Evidence,
                point.Value.Reason
            );
        try
        {
            return new([.. rules, .. models]);
        }
        catch (ArgumentException unsafeNumber)
        {
            throw new ModelException($"the manifest of models: {unsafeNumber.Message}", unsafeNumber);
        }
    }

    private static OperatingPoint Rule(AlarmKind kind, RuleEntry entry)
    {
        var thresholds = RuleThresholds.OfRules.Where(m => m.Kind == kind).ToArray();
        if (thresholds.Length == 0)
            throw new ModelException($"the manifest sets rules for {kind}, which no rule judges");
        if (entry.Numbers.Keys.FirstOrDefault(name => thresholds.All(m => m.Name != name)) is { } unknown)
            throw new ModelException(
                $"the rules for {kind} have no number '{unknown}'; they have "
                    + $"{string.Join(", ", thresholds.Select(m => m.Name))}"
            );
        if (string.IsNullOrWhiteSpace(entry.Evidence))
            throw new ModelException($"the rules for {kind}: an operating point without evidence");
        return new(kind, OperatingPoint.Rules, [.. thresholds.Select(Number)], entry.Evidence, entry.Reason);

        SetThreshold Number(RuleThreshold threshold) =>
            entry.Numbers.TryGetValue(threshold.Name, out var number)
                ? new(threshold, number)
                : throw new ModelException($"the rules for {kind}: the number '{threshold.Name}' is missing");
    }
}
