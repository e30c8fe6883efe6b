using WardGrid.Patients.People;

namespace WardGrid.Patients.Records;

/// <summary>One entry of the audit trail.</summary>
/// <param name="What">The act, such as <c>alarm.decided</c>, <c>alarm.reviewed</c>, <c>device.bound</c>.</param>
/// <param name="Subject">The alarm, device or bed that is affected.</param>
/// <param name="Detail">What the act changed: what was there before, and what is there now.</param>
public sealed record AuditEntry(DateTimeOffset At, string By, string What, string Subject, string Detail)
{
    public AuditEntry(DateTimeOffset at, Actor by, string what, string subject, string detail)
        : this(at, by.Name, what, subject, detail) => From = by.From;

    /// <summary>
    /// The network address from where the person acted; empty for what the server does by itself, and for entries of
    /// before it was recorded.
    /// </summary>
    public string From { get; init; } = "";
}
