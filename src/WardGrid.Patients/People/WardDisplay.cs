namespace WardGrid.Patients.People;

/// <summary>A screen that shows one ward for ever and can do nothing else.</summary>
/// <param name="TokenHash">SHA-256 of its credential in hexadecimal digits; the credential is shown once.</param>
/// <param name="RevokedAt">Since when it shows nothing any more; null while it does.</param>
public sealed record WardDisplay(
    string Id,
    string Name,
    string Ward,
    string TokenHash,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RevokedAt
);
