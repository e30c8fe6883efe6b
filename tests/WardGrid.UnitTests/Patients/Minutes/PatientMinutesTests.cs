using Shouldly;
using WardGrid.Patients.Trends;
using WardGrid.Signals.Quality;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients.Minutes;

public class PatientMinutesTests
{
    private static readonly DateTimeOffset Six = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Every_minute_of_signal_has_its_medians_and_its_usable_seconds()
    {
        var bedside = new Bedside();
        await new PlayedScenario(bedside, Scenarios.Quiet).PlayUntil(185);

        var minutes = Minutes(bedside);
        minutes.Select(m => m.Minute).ShouldBe([Six, Six.AddMinutes(1), Six.AddMinutes(2)]);
        var second = minutes[1];
        (second.PatientId, second.Bed).ShouldBe(("p-1", "bed-1"));
        var vitals = second.Vitals;
        vitals.HeartRate!.Value.ShouldBeInRange(50, 100);
        vitals.PulseRate!.Value.ShouldBe(vitals.HeartRate.Value, 3);
        vitals.Spo2!.Value.ShouldBeInRange(94, 100);
        vitals.RespirationRate!.Value.ShouldBeInRange(10, 20);
        vitals.Systolic!.Value.ShouldBeGreaterThan(vitals.Mean!.Value);
        vitals.Mean.Value.ShouldBeGreaterThan(vitals.Diastolic!.Value);
        second.Channels.Select(c => c.Name).ShouldBe(["II", "V1", "PLETH", "ABP", "RESP"]);
        second.Channels.ShouldAllBe(c => c.Judged >= 59 && c.Judged <= 60 && c.Usable >= 57);
    }

    [Fact]
    public async Task A_minute_names_the_cause_that_took_most_of_its_seconds()
    {
        var bedside = new Bedside();
        var scenario = new Scenario(
            "lead-off",
            [new(0, Rhythm.Sinus()), new(60, Rhythm.Sinus(), [new(DisturbanceKind.LeadOff, 1, "V1")])]
        );
        await new PlayedScenario(bedside, scenario).PlayUntil(185);

        var channels = Minutes(bedside)[2].Channels;
        var loose = channels.Single(c => c.Name == "V1");
        loose.Usable.ShouldBe(0);
        loose.MainIssue.ShouldBe(QualityIssues.Flat);
        loose.Words.ShouldBe("Lead V1: electrode off?");
        channels.Single(c => c.Name == "II").Usable.ShouldBeGreaterThan(55);
    }

    [Fact]
    public async Task A_minute_with_a_detached_electrode_names_it_whatever_the_beats_looked_like()
    {
        var bedside = new Bedside();
        await new PlayedScenario(bedside, Scenarios.LooseLeads).PlayUntil(125);

        // V1 pulls and shows irregular beats from the beginning, and comes off at 45 s; II at 75 s.
        var minutes = Minutes(bedside);
        minutes[0].Channels.Single(c => c.Name == "V1").MainIssue.ShouldBe(QualityIssues.Flat);
        minutes[1].Channels.Single(c => c.Name == "V1").MainIssue.ShouldBe(QualityIssues.Flat);
        minutes[1].Channels.Single(c => c.Name == "II").MainIssue.ShouldBe(QualityIssues.Flat);
    }

    [Fact]
    public async Task A_silent_device_leaves_a_gap_and_not_its_last_numbers()
    {
        var bedside = new Bedside();
        await new PlayedScenario(bedside, Scenarios.Quiet).PlayUntil(65);
        await bedside.Silence(300);

        var minutes = Minutes(bedside);
        minutes.Select(m => m.Minute).ShouldBe([Six, Six.AddMinutes(1)]);
        minutes[1].Vitals.ShouldBe(default);
        minutes[1].Channels.ShouldAllBe(c => c.Judged < 10);
    }

    [Fact]
    public async Task A_device_that_restarts_within_a_minute_loses_none_of_its_seconds()
    {
        var bedside = new Bedside();
        await bedside.Birth();
        await bedside.Frames(120);
        await bedside.Birth(epoch: 2);
        await bedside.Frames(130);

        var first = Minutes(bedside).ShouldHaveSingleItem();
        first.Channels.Count(c => c.Name == "II").ShouldBe(1);
        first.Channels.Single(c => c.Name == "II").Judged.ShouldBeGreaterThan(52);
    }

    [Fact]
    public void Minutes_that_find_no_room_are_given_up_and_nobody_waits()
    {
        var queue = new TrendQueue();
        var minute = new MinuteValues("p-1", "bed-1", Six, default, []);
        for (var i = 0; i < TrendQueue.Most + 3; i++)
            queue.Leave(minute);

        var held = new List<MinuteValues>();
        queue.TakeAll(held);
        held.Count.ShouldBe(TrendQueue.Most);
    }

    private static List<MinuteValues> Minutes(Bedside bedside)
    {
        var minutes = new List<MinuteValues>();
        bedside.Minutes.TakeAll(minutes);
        return minutes;
    }
}
