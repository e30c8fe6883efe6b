using System.Collections.Immutable;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Records;

/// <summary>One entry of the audit trail.</summary>
/// <param name="What">The act, such as <c>alarm.decided</c>, <c>alarm.reviewed</c>, <c>device.bound</c>.</param>
/// <param name="Subject">The alarm, device or bed that is affected.</param>
public sealed record AuditEntry(DateTimeOffset At, string By, string What, string Subject, string Detail);
