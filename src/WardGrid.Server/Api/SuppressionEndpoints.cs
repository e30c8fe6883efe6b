using Microsoft.AspNetCore.Mvc;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.People;
using WardGrid.Patients.Suppression;
using WardGrid.Web.SignIn;

namespace WardGrid.Server.Api;

/// <summary>Calls about which alarms may be silent: read the rules, set one.</summary>
internal static class SuppressionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                "/suppression",
                ([FromServices] SuppressionPolicy policy, HttpContext call) =>
                    new
                    {
                        kinds = SuppressionPolicy.Kinds.Select(kind => KindView.Of(kind, policy.PointOf(kind))),
                        rules = policy
                            .Rules.Where(r => call.User.Sees(r.Ward))
                            .Select(rule => new
                            {
                                rule.Ward,
                                rule.Kind,
                                rule.Mode,
                                InForce = policy.InForce(rule.Ward, rule.Kind),
                                rule.By,
                                rule.Since,
                                rule.Reason,
                            }),
                    }
            )
            .Permit(Act.ReadSuppression);
        api.MapPut("/suppression/{ward}/{kind}", SetAsync).Permit(Act.SetSuppression);
    }

    private static async Task<IResult> SetAsync(
        [TopicName] string ward,
        [Known] AlarmKind kind,
        NewRule asked,
        [FromServices] SuppressionPolicy policy,
        HttpContext call,
        CancellationToken stop
    ) => Refused.Unless(await policy.SetAsync(ward, kind, asked.Mode, ActingUser.Of(call), asked.Reason ?? "", stop));

    private sealed record KindView(
        AlarmKind Kind,
        bool MayBeSilent,
        string? DecidedBy,
        IEnumerable<string> Numbers,
        string? Evidence,
        string? Reason
    )
    {
        public static KindView Of(AlarmKind kind, OperatingPoint? point) =>
            new(
                kind,
                AlarmHandling.MayBeSilent(kind),
                point?.By,
                point?.Numbers.Select(n => n.ToString()) ?? [],
                point?.Evidence,
                point?.Reason
            );
    }
}
