using System.Collections.Immutable;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Suppression;

/// <summary>The suppression rules by ward and kind, stored durably.</summary>
public interface ISuppressionRules
{
    /// <summary>The newest rule of every ward and kind that has one.</summary>
    ValueTask<ImmutableArray<SuppressionRule>> RulesAsync(CancellationToken stop);

    /// <summary>Adds a rule, which replaces the one before; that one stays as history.</summary>
    ValueTask WriteAsync(SuppressionRule rule, CancellationToken stop);
}
