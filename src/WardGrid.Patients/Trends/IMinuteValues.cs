using System.Collections.Immutable;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Trends;

/// <summary>Every patient's minutes, for trends and for the quality of a ward's signals.</summary>
/// <remarks>
/// Minutes are kept for <see cref="Kept"/>, counted from the newest: a week and a day, so that a shift can be compared
/// with the same shift a week ago. Longer histories belong to the hospital's own patient record, and data that is not
/// needed is not kept.
/// </remarks>
public interface IMinuteValues
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(8);

    /// <summary>
    /// Writes minutes in one transaction, replaces those of the same patient and minute, and deletes those that are too
    /// old.
    /// </summary>
    ValueTask WriteAsync(IReadOnlyCollection<MinuteValues> minutes, CancellationToken stop);

    /// <summary>
    /// A patient's minutes that began at <paramref name="from"/> or later and before <paramref name="to"/>, oldest
    /// first, in whichever bed.
    /// </summary>
    ValueTask<ImmutableArray<MinuteValues>> ReadAsync(
        string patientId,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken stop
    ) => ReadAsync([patientId], from, to, stop);

    /// <summary>The same for several patients at once, such as those of a ward; oldest first.</summary>
    ValueTask<ImmutableArray<MinuteValues>> ReadAsync(
        IReadOnlyCollection<string> patientIds,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken stop
    );
}
