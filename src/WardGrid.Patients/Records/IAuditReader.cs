using System.Collections.Immutable;

namespace WardGrid.Patients.Records;

/// <summary>Looks things up in the audit trail.</summary>
public interface IAuditReader
{
    /// <summary>The entries that fit, newest first, or oldest first where the query says so.</summary>
    ValueTask<ImmutableArray<AuditRecord>> FindAsync(AuditQuery query, CancellationToken stop);

    /// <summary>The newest entry's number and hash.</summary>
    ValueTask<AuditHead> HeadAsync(CancellationToken stop);

    /// <summary>The newest seal: the trail begins after its segment. Null where nothing was sealed.</summary>
    ValueTask<AuditSeal?> NewestSealAsync(CancellationToken stop);
}

/// <summary>Which entries of the audit trail to find. Text is compared without regard to capital letters.</summary>
/// <param name="By">The beginning of the person's user name.</param>
/// <param name="What">The beginning of the act, such as <c>alarm.</c> or <c>alarm.reviewed</c>.</param>
/// <param name="Bed">The bed, exactly: what happened at it, to its alarms, and who looked at it.</param>
/// <param name="Patient">The patient's key, or a part of the name.</param>
/// <param name="Text">A part of the subject, the detail or the address.</param>
/// <param name="From">The first time.</param>
/// <param name="To">The time before which the entries are.</param>
public sealed record AuditQuery(
    string? By = null,
    string? What = null,
    string? Bed = null,
    string? Patient = null,
    string? Text = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null
)
{
    /// <summary>Only entries with a lower number.</summary>
    public long? Before { get; init; }

    /// <summary>Only entries with a higher number.</summary>
    public long? After { get; init; }

    public bool OldestFirst { get; init; }

    public int Limit { get; init; } = 100;
}

/// <summary>An entry with its place in the trail, the hash of the entry before it, and its own.</summary>
public sealed record AuditRecord(
    long Sequence,
    AuditEntry Entry,
    ImmutableArray<byte> Before,
    ImmutableArray<byte> Hash
);

/// <summary>
/// The number and hash of the newest entry. Note it elsewhere, to prove later that nothing was cut off or rewritten.
/// </summary>
public sealed record AuditHead(long Sequence, string Hash)
{
    /// <summary>The head of an empty trail, after which entry 1 follows.</summary>
    public static AuditHead Empty { get; } = new(0, new('0', 64));

    public override string ToString() => $"{Sequence}:{Hash}";
}
