using WardGrid.Patients;
using WardGrid.Web.Live;

namespace WardGrid.Web.Shift;

/// <summary>Reads the last eight hours of every patient on the ward from the stored minutes.</summary>
public sealed class ShiftRecords(IWard ward, IMinuteValues minutes, TimeProvider clock)
{
    /// <summary>Every occupied bed in the ward's order; also one whose patient has no minute yet.</summary>
    public async Task<List<PatientShift>> ReadAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var shifts = new List<PatientShift>();
        foreach (var bed in ward.Beds.OrderBy(b => b.Bed, BedOrder.Instance))
            shifts.Add(new(bed, await minutes.ReadAsync(bed.Binding.PatientId, ChannelShift.BeginOf(now), now, stop), now));
        return shifts;
    }
}
