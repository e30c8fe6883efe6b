using System.Globalization;
using WardGrid.Patients.Records;
using WardGrid.Records.Audit;

namespace WardGrid.Tool.Audit;

/// <summary>Which entries of the audit trail are old: all before the first one that is not older than a time.</summary>
internal static class SealBorder
{
    /// <summary>
    /// The longest time without an entry at which the machine's clock is still believed. It is a choice: people sign in
    /// every day.
    /// </summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromDays(31);

    /// <summary>The time before which entries are old.</summary>
    /// <exception cref="FormatException">The clock does not fit the trail, or the date is to come.</exception>
    public static async Task<DateTimeOffset> OfAsync(
        int? keepYears,
        DateTimeOffset? before,
        AuditTrail trail,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        if (before is { } date)
            return date <= now
                ? date
                : throw new FormatException($"--before: {Day(date)} is to come; the clock says {Day(now)}");
        var newest = await trail.FindAsync(new() { Limit = 1 }, stop);
        if (!newest.IsEmpty && now - newest[0].Entry.At > LongestSilence)
            throw new FormatException(
                $"This machine's clock says {Day(now)}, but the newest entry is of {Day(newest[0].Entry.At)}. "
                    + "Nothing was sealed, because a clock that is ahead would seal entries too early. "
                    + "If the clock is right, name the date with --before."
            );
        return now.AddYears(-keepYears!.Value);
    }

    /// <summary>The last entry of those with which the trail begins and which are old; null if none is.</summary>
    public static async Task<long?> LastOldAsync(AuditTrail trail, DateTimeOffset border, CancellationToken stop)
    {
        var oldest = await OldestAsync(trail, stop);
        if (oldest is null || oldest.Entry.At >= border)
            return null;
        var young = await trail.FindAsync(new(From: border) { OldestFirst = true, Limit = 1 }, stop);
        return young.IsEmpty ? (await trail.HeadAsync(stop)).Sequence : young[0].Sequence - 1;
    }

    public static async Task<AuditRecord?> OldestAsync(AuditTrail trail, CancellationToken stop) =>
        (await trail.ReadAsync(0, 1, stop)).FirstOrDefault();

    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
