using System.Globalization;
using WardGrid.Patients.Devices.Conformance;
using WardGrid.Web.Text;

namespace WardGrid.Web.Devices;

/// <summary>A conformance report as CSV: a row for each figure of each finding.</summary>
public static class ConformanceCsvFile
{
    private const string Columns =
        "run,device,model,serial,began,seconds,by,requirement,kind,channel,result,reasons,measure,value,unit";

    public static async Task WriteAsync(Stream file, ConformanceReport report, CancellationToken stop)
    {
        await using var rows = Csv.Writer(file);
        await rows.WriteLineAsync(Columns.AsMemory(), stop);
        foreach (var finding in report.Findings)
        {
            if (finding.Measured.IsEmpty)
                await rows.WriteLineAsync(Row(report, finding, null).AsMemory(), stop);
            foreach (var measurement in finding.Measured)
                await rows.WriteLineAsync(Row(report, finding, measurement).AsMemory(), stop);
        }
    }

    private static string Row(ConformanceReport report, Finding finding, Measurement? measurement) =>
        Csv.Row(
            report.Run.Id,
            report.Run.Device,
            report.Model,
            report.Serial,
            report.Run.Begin.ToString("O", CultureInfo.InvariantCulture),
            report.Measured.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture),
            report.Run.By,
            finding.Requirement,
            Requirement.All.First(r => r.Id == finding.Requirement).Kind.ToString(),
            finding.Channel ?? "",
            finding.Result.ToString(),
            string.Join(' ', finding.Reasons),
            measurement?.Name ?? "",
            measurement?.Value.ToString("R", CultureInfo.InvariantCulture) ?? "",
            measurement?.Unit ?? ""
        );
}
