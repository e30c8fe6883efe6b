using System.Collections.Immutable;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Suppression;

/// <summary>How far the suppression of alarms goes, by ward and kind, kept through restarts.</summary>
public interface ISuppressionRules
{
    /// <summary>The newest rule of every ward and kind that has one.</summary>
    ValueTask<ImmutableArray<SuppressionRule>> RulesAsync(CancellationToken stop);

    /// <summary>
    /// Adds a rule, which stands from now on in place of the one before; that one is kept as history.
    /// </summary>
    ValueTask WriteAsync(SuppressionRule rule, CancellationToken stop);
}
