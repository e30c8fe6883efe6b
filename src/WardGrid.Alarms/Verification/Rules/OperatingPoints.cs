using System.Collections.Immutable;

namespace WardGrid.Alarms.Verification.Rules;

/// <summary>The operating points of every kind of alarm that is verified.</summary>
/// <remarks>
/// They can be moved towards more alarms freely, towards fewer only with a reason that is recorded beside the number.
/// </remarks>
public sealed class OperatingPoints
{
    private const string BuiltInEvidence = "The numbers that WardGrid was checked with.";

    private readonly ImmutableDictionary<RuleThreshold, float> _numbers;

    /// <param name="points">A kind may have one of the rules and one of a model; what is not named keeps its safe
    /// number.</param>
    /// <exception cref="ArgumentException">A number is none, or lets fewer alarms sound without a reason; the message
    /// says which and why.</exception>
    public OperatingPoints(IEnumerable<OperatingPoint> points)
    {
        All = [.. points];
        foreach (var point in All)
            Check(point);
        _numbers = All.SelectMany(p => p.Numbers).ToImmutableDictionary(n => n.RuleThreshold, n => n.Number);
    }

    /// <summary>The safe numbers of all rules.</summary>
    public static OperatingPoints BuiltIn { get; } =
        new(
            RuleThresholds
                .OfRules.GroupBy(m => m.Kind)
                .Select(kind => new OperatingPoint(
                    kind.Key,
                    AlarmRules.Name,
                    [.. kind.Select(m => new SetThreshold(m, m.Safe))],
                    BuiltInEvidence
                ))
        );

    public ImmutableArray<OperatingPoint> All { get; }

    public float this[RuleThreshold threshold] => _numbers.GetValueOrDefault(threshold, threshold.Safe);

    /// <summary>
    /// The point at which alarms of a kind are decided: a model's where one speaks of it, else that of the rules; null
    /// where nothing refutes them.
    /// </summary>
    public OperatingPoint? Deciding(AlarmKind kind) =>
        All.Where(p => p.Kind == kind).MaxBy(p => p.By != AlarmRules.Name);

    private static void Check(OperatingPoint point)
    {
        foreach (var set in point.Numbers)
        {
            if (!(set.Number >= 0) || !float.IsFinite(set.Number))
                throw new ArgumentException(
                    $"operating point of {point.Kind}: {set.RuleThreshold.Name} is to be a number from 0 on, "
                        + $"not {set.Number}"
                );
            if (set.RuleThreshold.SoundsLess(set.Number) && string.IsNullOrWhiteSpace(point.Reason))
            {
                throw new ArgumentException(
                    $"operating point of {point.Kind}: {set.RuleThreshold.Name} refutes "
                        + $"{set.RuleThreshold.InWords(set.Number)}, so fewer alarms would sound than at the "
                        + $"safe limit ({set.RuleThreshold.InWords(set.RuleThreshold.Safe)}); "
                        + "this needs a recorded \"reason\" beside it"
                );
            }
        }
    }
}
