using System.Security.Claims;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Records;

namespace WardGrid.Web.SignIn;

/// <summary>Finds alarms of a person's wards only.</summary>
public static class SeenAlarms
{
    /// <summary>An alarm of a patient who was on one of the person's wards; null for any other.</summary>
    public static async ValueTask<Alarm?> FindSeenAsync(
        this IAlarmLog book,
        ClaimsPrincipal user,
        string id,
        CancellationToken stop
    )
    {
        var query = new AlarmQuery(Limit: 1) { Id = id, Wards = user.WardsOf() };
        return (await book.AlarmsAsync(query, stop)).FirstOrDefault();
    }
}
