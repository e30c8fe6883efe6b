using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Web.Audit;
using WardGrid.Web.SignIn;

namespace WardGrid.Server.Api;

/// <summary>Calls about the audit trail: search it.</summary>
internal static class AuditEndpoints
{
    private const int MostEntries = 1000;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/audit", FindAsync).Permit(Act.ReadAudit);

    /// <summary>
    /// The newest entries first, at most <c>limit</c>; with <c>before</c> only those with a lower number. The header
    /// <c>Audit-Sealed</c> says up to where the trail lies in sealed segments, which are not searched.
    /// </summary>
    private static async Task<IEnumerable<AuditEntryView>> FindAsync(
        [AsParameters] AuditFilter filter,
        IAuditReader trail,
        AuditSearches searches,
        HttpContext call,
        CancellationToken stop,
        long? before = null,
        int limit = 200
    )
    {
        var query = filter.Query with { Before = before, Limit = Math.Clamp(limit, 1, MostEntries) };
        var found = await trail.FindAsync(query, stop);
        await searches.NoteAsync(call.User.Actor(), filter, isFurtherPage: before is not null, stop);
        if (await trail.NewestSealAsync(stop) is { Segment: var segment })
            call.Response.Headers.Append(
                "Audit-Sealed",
                $"entries=1-{segment.Last}, until={segment.LastAt.UtcDateTime:O}"
            );
        return found.Select(AuditEntryView.Of);
    }
}
