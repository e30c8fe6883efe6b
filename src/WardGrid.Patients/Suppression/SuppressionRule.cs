using WardGrid.Alarms;

namespace WardGrid.Patients.Suppression;

/// <summary>How far the suppression of one kind of alarm goes on one ward: who said so, when, and why.</summary>
/// <param name="Point">The operating point, in words, that it was set for; with another one nothing is silent until it
/// is set anew.</param>
public sealed record SuppressionRule(
    string Ward,
    AlarmKind Kind,
    SuppressionMode Mode,
    string By,
    DateTimeOffset Since,
    string Reason,
    string Point
);
