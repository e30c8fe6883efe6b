namespace WardGrid.Web.Audit;

/// <summary>What an administrator has typed and chosen to search the audit trail for; empty means all.</summary>
public sealed class AuditChoice
{
    public string By { get; set; } = "";

    /// <summary>An act, or the beginning that a group of acts shares.</summary>
    public string What { get; set; } = "";

    public string Bed { get; set; } = "";

    public string Patient { get; set; } = "";

    public string Text { get; set; } = "";

    /// <summary>In the server's zone, which the page shows.</summary>
    public DateTime? From { get; set; }

    /// <inheritdoc cref="From"/>
    public DateTime? To { get; set; }

    public AuditFilter Filter =>
        new(By.Trim(), What, Bed.Trim(), Patient.Trim(), Text.Trim(), Instant(From), Instant(To));

    private static DateTimeOffset? Instant(DateTime? local) =>
        local is { } there ? new DateTimeOffset(DateTime.SpecifyKind(there, DateTimeKind.Local)) : null;
}
