using System.Collections.Concurrent;
using System.Diagnostics;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

/// <summary>Every verification is traced, for alarms of the monitor and of WardGrid.</summary>
public sealed class VerificationTraceTests : IDisposable
{
    private readonly ConcurrentBag<Activity> _stopped = [];
    private readonly ActivityListener _listener;

    public VerificationTraceTests()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name == "WardGrid.Patients",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _stopped.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task An_alarm_that_WardGrid_raises_itself_is_traced_with_its_verdict()
    {
        var clock = new FakeTimeProvider(Clocks.Morning);
        clock.Advance(TimeSpan.FromDays(1)); // so that no other test's alarm has this time in its id
        var bedside = new Bedside(clock: clock);
        await new PlayedScenario(
            bedside,
            new("standstill", [new(0, Rhythm.Sinus(72)), new(30, Rhythm.Asystole)])
        ).PlayUntil(45);
        await bedside.Settle();

        var alarm = bedside.Bed.Alarms.Single(a => a.Kind == AlarmKind.Asystole);
        var verified = _stopped
            .Where(a => Equals(a.GetTagItem("wardgrid.alarm"), alarm.Id))
            .Select(a => a.GetTagItem("wardgrid.verdict") as string);
        verified.ShouldContain($"{alarm.Decision!.Verdict}");
    }
}
