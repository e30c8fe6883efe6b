using Microsoft.AspNetCore.Mvc;
using WardGrid.Alarms;
using WardGrid.Patients;

namespace WardGrid.Server.Rest;

/// <summary>Calls about which alarms may be silent: read the rules, set one.</summary>
internal static class SuppressionCalls
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/suppression", ([FromServices] SuppressionDesk desk) => new
        {
            kinds = SuppressionDesk.Kinds.Select(kind => KindView.Of(kind, desk.PointOf(kind))),
            rules = desk.Rules.Select(rule => new { rule.Ward, rule.Kind, rule.Mode, InForce = desk.InForce(rule.Ward, rule.Kind), rule.By, rule.Since, rule.Reason }),
        });
        api.MapPut("/suppression/{ward}/{kind}", SetAsync);
    }

    private static async Task<IResult> SetAsync(
        [TopicName] string ward, [Known] AlarmKind kind, NewRule asked, [FromServices] SuppressionDesk desk, HttpContext call, CancellationToken stop)
    {
        var by = ActingUser.Of(call);
        return Refused.Unless(await desk.SetAsync(ward, kind, asked.Mode, by == ActingUser.Unnamed ? "" : by, asked.Reason ?? "", stop));
    }

    private sealed record KindView(AlarmKind Kind, bool MayBeSilent, string? DecidedBy, IEnumerable<string> Numbers, string? Evidence, string? Reason)
    {
        public static KindView Of(AlarmKind kind, WardGrid.Alarms.Verification.OperatingPoint? point) =>
            new(kind, AlarmHandling.MayBeSilent(kind), point?.By, point?.Numbers.Select(n => n.ToString()) ?? [], point?.Evidence, point?.Reason);
    }
}
