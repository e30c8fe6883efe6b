using System.Collections.Frozen;
using WardGrid.Alarms;
using WardGrid.Patients.Alarms;

namespace WardGrid.Patients.Suppression;

/// <summary>The suppression rules in force; without a rule the mode is <see cref="SuppressionMode.Shadow"/>.</summary>
/// <remarks>
/// Thread-safe: patients read it in their turns, and <see cref="SuppressionPolicy"/> replaces it as a whole.
/// </remarks>
public sealed class SuppressionModes(params IEnumerable<SuppressionRule> rules)
{
    private FrozenDictionary<(string Ward, AlarmKind Kind), SuppressionMode> _modes = Modes(rules);

    /// <summary>Nothing is suppressed: every verdict is for review only.</summary>
    public static SuppressionModes AllShadow => new([]);

    public SuppressionMode this[string ward, AlarmKind kind] =>
        Volatile.Read(ref _modes).GetValueOrDefault((ward, kind), SuppressionMode.Shadow);

    /// <summary>
    /// Whether a recorded alarm is silent: refuted by its first verdict and by no other changed, in active mode on its
    /// ward, and of a kind that may be.
    /// </summary>
    public bool LeadSilence(Alarm alarm, string ward) =>
        alarm is { Decision.Verdict: Verdict.Refuted, Second: null }
        && this[ward, alarm.Kind] == SuppressionMode.Active
        && AlarmHandling.MayBeSilent(alarm.Kind);

    /// <summary>Replaces all rules.</summary>
    public void Replace(IEnumerable<SuppressionRule> rules) => Volatile.Write(ref _modes, Modes(rules));

    private static FrozenDictionary<(string, AlarmKind), SuppressionMode> Modes(IEnumerable<SuppressionRule> rules) =>
        rules.ToFrozenDictionary(r => (r.Ward, r.Kind), r => r.Mode);
}
