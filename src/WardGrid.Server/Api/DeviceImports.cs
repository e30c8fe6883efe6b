using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;
using WardGrid.Web.Devices;
using WardGrid.Web.Text;

namespace WardGrid.Server.Api;

/// <summary>The call that registers many devices from a list: CSV with name, model and serial number.</summary>
internal static class DeviceImports
{
    /// <summary>
    /// Registers the whole list, or nothing if one line is bad. The answer has the passwords, once.
    /// </summary>
    /// <param name="check">Only checks the list.</param>
    public static async Task<IResult> RegisterAsync(
        HttpRequest list,
        [FromServices] DeviceImport import,
        [FromServices] IStringLocalizer<Words> words,
        CancellationToken stop,
        bool check = false
    )
    {
        using var file = new MemoryStream();
        await list.Body.CopyToAsync(file, stop);
        var read = await import.CheckAsync(DeviceCsv.Decode(file.ToArray()), stop);
        if (read.IsTooLong)
            return Refused.Invalid(words["import.tooLong", DeviceImport.MostLines]);
        if (read.Lines.IsEmpty)
            return Refused.Invalid(words["import.empty"]);
        if (!read.IsGood)
            return TypedResults.ValidationProblem(read.Bad.ToDictionary(line => $"line {line.Number}", Why));
        if (check)
            return TypedResults.Ok(new { devices = read.Lines.Length });
        var done = await import.RegisterAsync(read, ActingUser.Of(list.HttpContext));
        return TypedResults.Ok(
            new
            {
                registered = done.Where(r => r.Outcome.Done).Select(r => new { device = r.UserName, r.Password }),
                refused = done.Where(r => !r.Outcome.Done)
                    .Select(r => new { device = r.UserName, why = r.Outcome.Reason }),
            }
        );

        string[] Why(ImportLine line) =>
            [words[$"import.{line.Problem}", line.Device, DeviceTopic.MaxName, DeviceLabels.Longest]];
    }
}
