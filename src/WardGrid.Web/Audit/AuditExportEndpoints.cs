using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using WardGrid.Patients.People;
using WardGrid.Web.SignIn;

namespace WardGrid.Web.Audit;

/// <summary>
/// The files of the audit trail: <c>/api/audit/export.csv</c> and <c>.json</c>, with the questions of a search.
/// </summary>
internal static class AuditExportEndpoints
{
    public static string Address(string kind, AuditFilter filter) =>
        $"/api/audit/export.{kind}{(filter.IsWhole ? "" : $"?{filter}")}";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/api/audit/export.csv",
                ([AsParameters] AuditFilter filter, [FromServices] AuditExport export, HttpContext call) =>
                    SendAsync(call, export, filter, "csv", "text/csv", AuditCsvFile.WriteAsync)
            )
            .Permit(Act.ReadAudit);
        app.MapGet(
                "/api/audit/export.json",
                ([AsParameters] AuditFilter filter, [FromServices] AuditExport export, HttpContext call) =>
                    SendAsync(call, export, filter, "json", "application/json", AuditJsonFile.WriteAsync)
            )
            .Permit(Act.ReadAudit);
    }

    private static async Task SendAsync(
        HttpContext call,
        AuditExport export,
        AuditFilter filter,
        string kind,
        string type,
        Func<Stream, AuditExportHead, IAsyncEnumerable<AuditEntryView>, CancellationToken, Task> write
    )
    {
        var stop = call.RequestAborted;
        var (head, entries) = await export.BeginAsync(call.User.Actor(), filter, kind, stop);
        var number = head.Head[..head.Head.IndexOf(':', StringComparison.Ordinal)];
        var name = $"wardgrid-audit-{(head.Whole ? "whole" : "search")}-{number}.{kind}";
        call.Response.ContentType = $"{type}; charset=utf-8";
        call.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        call.Response.Headers.CacheControl = "no-store";
        await write(call.Response.Body, head, entries, stop);
    }
}
