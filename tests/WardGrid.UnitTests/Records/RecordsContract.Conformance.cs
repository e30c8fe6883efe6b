using Shouldly;
using WardGrid.Patients.Devices.Conformance;

namespace WardGrid.UnitTests.Records;

/// <summary>Conformance runs and their reports.</summary>
public abstract partial class RecordsContract
{
    [Fact]
    public async Task A_run_is_unfinished_until_its_report_is_kept()
    {
        var run = Run("r1", "mon-1");
        await Store.Conformance.BeginAsync(run, Stop);
        (await Store.Conformance.UnfinishedAsync(Stop)).ShouldBe([run]);
        (await Store.Conformance.FindAsync("r1", Stop)).ShouldBeNull();
        (await Store.Conformance.OfDeviceAsync("mon-1", 9, Stop)).ShouldBeEmpty();

        var report = Report(run, messages: 4);
        await Store.Conformance.FinishAsync(report, Stop);

        (await Store.Conformance.UnfinishedAsync(Stop)).ShouldBeEmpty();
        Text((await Store.Conformance.FindAsync("r1", Stop))!).ShouldBe(Text(report));
    }

    [Fact]
    public async Task Of_two_servers_reports_of_one_run_that_of_the_one_which_heard_more_stays()
    {
        var run = Run("r1", "mon-1");
        await Store.Conformance.BeginAsync(run, Stop);

        foreach (var messages in new[] { 0, 7, 3 })
            await Store.Conformance.FinishAsync(Report(run, messages), Stop);

        (await Store.Conformance.FindAsync("r1", Stop))!.Messages.ShouldBe(7);
    }

    [Fact]
    public async Task Reports_of_a_device_come_newest_first_and_the_fleet_shows_the_newest_of_each()
    {
        foreach (var (id, device, minute) in new[] { ("a", "mon-1", 0), ("b", "mon-1", 5), ("c", "mon-2", 3) })
        {
            var run = Run(id, device) with { Begin = Noon.AddMinutes(minute) };
            await Store.Conformance.BeginAsync(run, Stop);
            await Store.Conformance.FinishAsync(Report(run, 1), Stop);
        }

        var device1 = await Store.Conformance.OfDeviceAsync("mon-1", 9, Stop);
        device1.Select(r => r.Run.Id).ShouldBe(["b", "a"]);
        (await Store.Conformance.OfDeviceAsync("mon-1", 1, Stop)).Single().Run.Id.ShouldBe("b");
        (await Store.Conformance.NewestAsync(Stop)).Select(r => r.Run.Id).ShouldBe(["b", "c"]);
    }

    private static ConformanceRunRequest Run(string id, string device) =>
        new(id, device, Noon, TimeSpan.FromSeconds(60), "E. Engineer");

    private static ConformanceReport Report(ConformanceRunRequest run, long messages) =>
        new(
            run,
            "B650",
            "SN-1",
            TimeSpan.FromSeconds(59.5),
            messages,
            [new("T1", "II", Conformity.Fail, [new("drift", 3000.25, "ppm")], ["refused.Malformed"])]
        );

    private static string Text(ConformanceReport report) => System.Text.Json.JsonSerializer.Serialize(report);
}
