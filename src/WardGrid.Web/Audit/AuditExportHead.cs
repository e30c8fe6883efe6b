using WardGrid.Patients.Records;

namespace WardGrid.Web.Audit;

/// <summary>What an export of the audit trail is, so that whoever gets the file knows what it proves.</summary>
/// <param name="About">What the file holds and proves, in words.</param>
/// <param name="Whole">Whether it holds every entry after <paramref name="After"/> up to the head.</param>
/// <param name="Search">What was searched for; empty for the whole trail.</param>
/// <param name="Head">The trail's head at the export, <c>NUMBER:HASH</c>.</param>
/// <param name="After">The last entry that had left the trail as a sealed segment, as the head; 0 without one.</param>
public sealed record AuditExportHead(
    string About,
    bool Whole,
    IReadOnlyDictionary<string, string> Search,
    DateTimeOffset ExportedAt,
    string ExportedBy,
    string Head,
    string After
)
{
    private const string WholeTrail =
        "The whole audit trail of WardGrid up to its head. Each hash is over the hash before it and the entry, so an "
        + "entry that is changed, missing or added breaks the chain. Compare the head with one that you kept.";

    private const string SomeEntries =
        "Entries of the audit trail of WardGrid that fit a search. Each hash is over the hash before it and the entry, "
        + "so a changed entry shows. Only the whole trail proves that no entry is missing.";

    /// <param name="after">The last entry that lies in a sealed segment.</param>
    internal static string AboutOf(AuditFilter filter, AuditHead after)
    {
        var about = filter.IsWhole ? WholeTrail : SomeEntries;
        return after.Sequence == 0
            ? about
            : $"{about} Entries 1 to {after.Sequence} lie in sealed segments and are not in this file.";
    }
}
