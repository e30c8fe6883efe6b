using WardGrid.Alarms;

namespace WardGrid.Patients.Suppression;

/// <summary>The suppression mode of one kind of alarm on one ward, with person, time and reason.</summary>
/// <param name="Point">The operating point, in words, for which it was set. With another one nothing is silent until
/// the rule is set again.</param>
public sealed record SuppressionRule(
    string Ward,
    AlarmKind Kind,
    SuppressionMode Mode,
    string By,
    DateTimeOffset Since,
    string Reason,
    string Point
);
