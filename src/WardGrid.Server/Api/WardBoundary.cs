using WardGrid.Patients;
using WardGrid.Patients.Records;
using WardGrid.Web.SignIn;

namespace WardGrid.Server.Api;

/// <summary>Keeps a call inside the wards of its person: what belongs to another ward is not found.</summary>
internal static class WardBoundary
{
    public static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        if (http.User.WardsOf().IsEmpty)
            return await next(call);
        foreach (var (name, value) in http.Request.RouteValues)
        {
            if (value is string asked && !await SeesAsync(http, name, asked))
                return Refused.NotFound($"There is no {name} {asked}.");
        }

        return await next(call);
    }

    private static async ValueTask<bool> SeesAsync(HttpContext call, string name, string asked)
    {
        var beds = call.RequestServices.GetRequiredService<IWard>().Beds;
        return name switch
        {
            "ward" => call.User.Sees(asked),
            "bed" => beds.All(b => b.Bed != asked || call.User.Sees(b.Association.Ward)),
            "device" => beds.All(b => b.Association.Device != asked || call.User.Sees(b.Association.Ward)),
            "id" => beds.Any(b => call.User.Sees(b.Association.Ward) && b.Alarms.Any(a => a.Id == asked))
                || await call
                    .RequestServices.GetRequiredService<IAlarmLog>()
                    .FindSeenAsync(call.User, asked, call.RequestAborted)
                    is not null,
            _ => true,
        };
    }
}
