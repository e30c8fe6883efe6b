using System.Globalization;
using WardGrid.Patients.Records;

namespace WardGrid.Web.Audit;

/// <summary>
/// Which entries of the audit trail a person asks for, as the query of an address has it; null or empty means all.
/// </summary>
/// <param name="By">The beginning of the person's user name.</param>
/// <param name="What">The beginning of the act, such as <c>alarm.</c> or <c>alarm.reviewed</c>.</param>
/// <param name="Bed">The bed, exactly.</param>
/// <param name="Patient">The patient's key, or a part of the name.</param>
/// <param name="Text">A part of the subject, the detail or the network address.</param>
/// <param name="From">The first time.</param>
/// <param name="To">The time before which the entries are.</param>
public sealed record AuditFilter(
    string? By = null,
    string? What = null,
    string? Bed = null,
    string? Patient = null,
    string? Text = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null
)
{
    public AuditQuery Query => new(By, What, Bed, Patient, Text, From, To);

    /// <summary>Whether every entry is asked for, so that the chain proves that none is missing.</summary>
    public bool IsWhole => Parts.Count == 0;

    /// <summary>What is asked for, by name.</summary>
    public IReadOnlyDictionary<string, string> Parts =>
        new (string Name, string? Value)[]
        {
            ("by", By),
            ("what", What),
            ("bed", Bed),
            ("patient", Patient),
            ("text", Text),
            ("from", From?.ToString("O", CultureInfo.InvariantCulture)),
            ("to", To?.ToString("O", CultureInfo.InvariantCulture)),
        }
            .Where(part => !string.IsNullOrEmpty(part.Value))
            .ToDictionary(part => part.Name, part => part.Value!);

    /// <summary>What is asked for, as an entry of the trail says it.</summary>
    public string InWords => string.Join(", ", Parts.Select(part => $"{part.Key} {part.Value}"));

    /// <summary>The filter as the query of an address.</summary>
    public override string ToString() =>
        string.Join('&', Parts.Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value)}"));
}
