using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Suppression;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>Rules of suppression in memory.</summary>
internal sealed class InMemorySuppressionRules : ISuppressionRules
{
    private ImmutableArray<SuppressionRule> _rules = [];

    public ValueTask<ImmutableArray<SuppressionRule>> RulesAsync(CancellationToken stop) => new(_rules);

    public ValueTask WriteAsync(SuppressionRule rule, CancellationToken stop)
    {
        _rules = [.. _rules.Where(r => (r.Ward, r.Kind) != (rule.Ward, rule.Kind)), rule];
        return default;
    }
}
