using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using WardGrid.Patients.Devices.Conformance;
using WardGrid.Tool.Bedside;

namespace WardGrid.Tool.Conformance;

/// <summary>The verb <c>conformance</c>: has a server measure a device, and prints the report.</summary>
public static class ConformanceCommand
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var device = new Argument<string>("device") { Description = "The device's name, as it is registered" };
        var server = new Option<Uri>("--server")
        {
            Description = "The address of the server's pages",
            DefaultValueFactory = _ => new("http://localhost:8080"),
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (Uri.TryCreate(text, UriKind.Absolute, out var address) && IsWeb(address))
                    return address;
                result.AddError($"--server: {text} is no address such as https://wardgrid.hospital");
                return null;
            },
        };
        var user = new Option<string>("--user")
        {
            Description = $"Who asks; {ServerSession.PasswordVariable} in the environment is the password",
            Required = true,
        };
        var seconds = new Option<double>("--seconds")
        {
            Description = "How long the server listens to the device",
            DefaultValueFactory = _ => 60,
        }.Must(s => s is >= 30 and <= 86_400, "30 s to a day is possible");
        var last = new Option<bool>("--last") { Description = "Print the last report; measure nothing" };
        var json = new Option<FileInfo?>("--json") { Description = "Write the report to this file as JSON" };
        var csv = new Option<FileInfo?>("--csv") { Description = "Write the report to this file as CSV" };
        var command = new Command("conformance", "Test whether a device does what it must, and print the report")
        {
            device,
            server,
            user,
            seconds,
            last,
            json,
            csv,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var name = parsed.GetValue(device)!;
                using var session = await ServerSession.SignInAsync(
                    parsed.GetValue(server)!,
                    parsed.GetValue(user)!,
                    stop
                );
                if (!parsed.GetValue(last))
                    await MeasureAsync(session, name, parsed.GetValue(seconds), TimeProvider.System, stop);
                var report = await LastAsync(session, name, stop);
                await WriteAsync(session, report, parsed.GetValue(json), parsed.GetValue(csv), stop);
                await PrintAsync(session, report, stop);
                return report.Result == Conformity.Pass ? ExitCode.Success : ExitCode.Failed;
            }
        );
        return command;
    }

    private static bool IsWeb(Uri address) =>
        address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps;

    private static async Task MeasureAsync(
        ServerSession session,
        string device,
        double seconds,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        await session.PostAsync(PathOf(device), new { seconds }, stop);
        await BedsideScreen
            .Progress()
            .StartAsync(async progress =>
            {
                var task = progress.AddTask($"{device} is tested", maxValue: seconds);
                while ((await OfAsync(session, device, stop)).Running is { } running)
                {
                    task.Value = running.Elapsed.TotalSeconds;
                    await Task.Delay(AskEvery, clock, stop);
                }

                task.Value = seconds;
            });
    }

    private static async Task<ConformanceReport> LastAsync(
        ServerSession session,
        string device,
        CancellationToken stop
    ) =>
        (await OfAsync(session, device, stop)).Reports.FirstOrDefault()
        ?? throw new IOException($"Device {device} was not tested yet.");

    private static Task<DeviceConformance> OfAsync(ServerSession session, string device, CancellationToken stop) =>
        session.GetAsync<DeviceConformance>(PathOf(device), stop);

    private static string PathOf(string device) => $"api/devices/{Uri.EscapeDataString(device)}/conformance";

    private static async Task WriteAsync(
        ServerSession session,
        ConformanceReport report,
        FileInfo? json,
        FileInfo? csv,
        CancellationToken stop
    )
    {
        var path = $"{PathOf(report.Run.Device)}/{report.Run.Id}";
        if (json is not null)
            await File.WriteAllBytesAsync(json.FullName, await session.BytesAsync(path, stop), stop);
        if (csv is not null)
            await File.WriteAllBytesAsync(csv.FullName, await session.BytesAsync($"{path}/report.csv", stop), stop);
    }

    private static async Task PrintAsync(ServerSession session, ConformanceReport report, CancellationToken stop)
    {
        var texts = (
            await session.GetAsync<ImmutableArray<RequirementText>>("api/conformance/requirements", stop)
        ).ToDictionary(t => t.Id, t => t.Text);
        var table = new Table().AddColumns("", "requirement", "result", "found");
        foreach (var requirement in Requirement.All)
        {
            var findings = report.Findings.Where(f => f.Requirement == requirement.Id);
            table.AddRow(
                new Text(requirement.Id),
                new Text(texts.GetValueOrDefault(requirement.Id, "")),
                new Text(Spoken(report.ResultOf(requirement.Id))),
                new Text(string.Join('\n', findings.Select(Line).Where(l => l.Length > 0)))
            );
        }

        ToolConsole.Results.Write(table);
        ToolConsole.Results.WriteLine(
            $"{report.Run.Device}: {Spoken(report.Result)}, {report.Messages} messages in "
                + $"{report.Measured.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s"
        );
    }

    private static string Line(Finding finding)
    {
        var figures = finding.Measured.Select(m =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{m.Name} {m.Value:0.###}{(m.Unit.Length > 0 ? " " : "")}{m.Unit}"
            )
        );
        var text = string.Join(", ", finding.Reasons.Concat(figures));
        return finding.Channel is null || text.Length == 0 ? text : $"{finding.Channel}: {text}";
    }

    private static string Spoken(Conformity result) =>
        result switch
        {
            Conformity.Pass => "pass",
            Conformity.Fail => "FAIL",
            _ => "no test data",
        };

    private sealed record DeviceConformance(ConformanceProgress? Running, ImmutableArray<ConformanceReport> Reports);

    private sealed record RequirementText(string Id, string Text);
}
