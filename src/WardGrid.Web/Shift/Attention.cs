using WardGrid.Signals.Quality;
using WardGrid.Web.Live;

namespace WardGrid.Web.Shift;

/// <summary>One electrode or probe with what it cost the shift.</summary>
/// <param name="Now">Whether it is unusable at this moment.</param>
public sealed record Attention(string Bed, string Patient, bool Demo, string Channel, QualityIssues Cause, TimeSpan Lost, float UsableShare, bool Now)
{
    /// <summary>Less lost than this is not worth a walk to the bed, unless it is bad now.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    /// <summary>What needs attention: bad now first, then what lost most.</summary>
    public static IEnumerable<Attention> Ranked(ShiftLog log) => log
        .ReadAll(Of).SelectMany(a => a)
        .Where(a => a.Now || a.Lost >= Least)
        .OrderByDescending(a => a.Now).ThenByDescending(a => a.Lost).ThenBy(a => a.Bed, BedOrder.Instance);

    private static List<Attention> Of(PatientShift shift) =>
        [.. shift.Channels.Where(c => c.HeardSeconds > 0).Select(c => new Attention(
            shift.Binding.Bed, shift.Binding.PatientName, shift.Binding.Demo, c.Channel, c.Cause, TimeSpan.FromSeconds(c.LostSeconds),
            1f - (float)c.LostSeconds / c.HeardSeconds, c.Now < QualitySecond.Usable))];
}
