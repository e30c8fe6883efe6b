using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Trends;
using WardGrid.Web.Live;

namespace WardGrid.Web.Shift;

/// <summary>Reads the last eight hours of every patient on the ward from the stored minutes.</summary>
public sealed class ShiftRecords(IWard ward, IMinuteValues minutes, TimeProvider clock)
{
    /// <summary>Every occupied bed in the ward's order, also if its patient has no minute yet.</summary>
    /// <param name="sees">Whether the reader sees a ward.</param>
    public async Task<List<PatientShift>> ReadAsync(Func<string, bool> sees, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var beds = ward.Beds.Where(b => sees(b.Association.Ward)).OrderBy(b => b.Bed, BedOrder.Instance).ToList();
        var read = await minutes.ReadAsync(
            [.. beds.Select(b => b.Association.PatientId).Distinct()],
            ChannelShift.BeginOf(now),
            now,
            stop
        );
        var byPatient = read.ToLookup(m => m.PatientId);
        return [.. beds.Select(bed => new PatientShift(bed, [.. byPatient[bed.Association.PatientId]], now))];
    }
}
