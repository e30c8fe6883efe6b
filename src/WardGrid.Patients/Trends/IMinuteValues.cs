using System.Collections.Immutable;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Trends;

/// <summary>Every patient's minutes, for trends and for the quality of a ward's signals.</summary>
/// <remarks>
/// Kept for <see cref="Kept"/> from the newest on, and no longer: a week and a day shows the same shift a week ago,
/// what WardGrid is asked for at most; anything longer belongs to the hospital's own patient record, and what is not
/// needed of a patient is not kept.
/// </remarks>
public interface IMinuteValues
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(8);

    /// <summary>
    /// Writes minutes in one transaction, in place of those that are there for the same patient and minute, and deletes
    /// those past their time.
    /// </summary>
    ValueTask WriteAsync(IReadOnlyCollection<MinuteValues> minutes, CancellationToken stop);

    /// <summary>
    /// A patient's minutes that began at <paramref name="from"/> or later and before <paramref name="to"/>, oldest
    /// first, wherever the patient lay.
    /// </summary>
    ValueTask<ImmutableArray<MinuteValues>> ReadAsync(
        string patientId,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken stop
    ) => ReadAsync([patientId], from, to, stop);

    /// <summary>The same of several patients at once, such as those of a ward; oldest first.</summary>
    ValueTask<ImmutableArray<MinuteValues>> ReadAsync(
        IReadOnlyCollection<string> patientIds,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken stop
    );
}
