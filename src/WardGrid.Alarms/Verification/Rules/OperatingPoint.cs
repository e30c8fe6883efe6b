using System.Collections.Immutable;

namespace WardGrid.Alarms.Verification.Rules;

/// <summary>Where rules, or a model, refute alarms of one kind, and why there.</summary>
/// <param name="By">What decides there: the rules, or a model by name and version.</param>
/// <param name="Evidence">What sensitivity and specificity this had, on which alarms.</param>
/// <param name="Reason">Why fewer alarms may sound than at the safe numbers; null where none is needed.</param>
public sealed record OperatingPoint(
    AlarmKind Kind,
    string By,
    ImmutableArray<SetThreshold> Numbers,
    string Evidence,
    string? Reason = null
)
{
    /// <summary>What <see cref="By"/> says where no model decides.</summary>
    public const string Rules = AlarmRules.Name;

    /// <summary>Who decides, and its numbers.</summary>
    public override string ToString() => $"{By}: {string.Join(", ", Numbers)}";
}

/// <summary>A threshold and the number it is set to.</summary>
public readonly record struct SetThreshold(RuleThreshold RuleThreshold, float Number)
{
    public override string ToString() => $"{RuleThreshold.Name} {RuleThreshold.InWords(Number)}";
}
