using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Web.Live;

namespace WardGrid.Web.Shift;

/// <summary>One signal with the monitoring time that was lost by it in the shift.</summary>
/// <param name="UsableShare">Of the time in which the device sent; null if no minute is stored yet.</param>
/// <param name="Now">Whether it is unusable at this moment.</param>
public sealed record Attention(
    string Bed,
    string Patient,
    bool Demo,
    string Channel,
    SignalKind Kind,
    QualityIssues Cause,
    TimeSpan Lost,
    float? UsableShare,
    bool Now
)
{
    /// <summary>A smaller loss is not listed, unless the signal is bad now.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The signals that need attention: those that are bad now first, then electrodes and probes before irregular
    /// beats, then the largest loss.
    /// </summary>
    public static IEnumerable<Attention> Ranked(IEnumerable<PatientShift> shifts) =>
        shifts
            .SelectMany(Of)
            .Where(a => a.Now || a.Lost >= Least)
            .OrderByDescending(a => a.Now)
            .ThenBy(a => QualityCauses.IsOfTheRhythm(a.Cause))
            .ThenByDescending(a => a.Lost)
            .ThenBy(a => a.Bed, BedOrder.Instance);

    private static IEnumerable<Attention> Of(PatientShift shift)
    {
        var bed = shift.Bed;
        foreach (var channel in shift.Channels)
        {
            var now = bed.Channels.FirstOrDefault(c => c.Declaration.Name == channel.Channel)?.Quality;
            var bad = bed.Heard && now is { Score: < QualitySecond.Usable, Issues: not QualityIssues.None };
            // The present cause is named, not the most frequent one of the shift.
            yield return new(
                bed.Bed,
                bed.Association.PatientName,
                bed.Association.Demo,
                channel.Channel,
                channel.Kind,
                bad ? QualityCauses.FirstOf(now!.Value.Issues) : channel.Cause,
                TimeSpan.FromSeconds(channel.LostSeconds),
                channel.HeardSeconds == 0 ? null : 1f - (float)channel.LostSeconds / channel.HeardSeconds,
                bad
            );
        }
    }
}
