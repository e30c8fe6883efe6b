using Shouldly;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Trends;
using WardGrid.Signals.Quality;

namespace WardGrid.UnitTests.Records;

/// <summary>The minute values of the trends.</summary>
public abstract partial class RecordsContract
{
    private static MinuteValues MinuteOf(string patient, DateTimeOffset minute, float heartRate = 60) =>
        new(
            patient,
            "ICU-1",
            minute,
            new(heartRate, null, null, null, null, null, null),
            [new("II", 131330, 60, 60, QualityIssues.None)]
        );

    [Fact]
    public async Task A_minute_comes_back_as_it_was_written_and_what_is_missing_stays_missing()
    {
        var minute = MinuteOf("p1", Noon) with
        {
            Vitals = new(71.5f, null, 96, 14.25f, 121, null, null),
            Channels =
            [
                new("II", 131330, 60, 41, QualityIssues.Flat),
                new("Pleth \u00B5", 150452, 0, 0, QualityIssues.None),
                new("", 0, 60, 0, QualityIssues.UnlikeBeats),
            ],
        };
        await Store.Minutes.WriteAsync([minute], Stop);

        var read = (await Store.Minutes.ReadAsync("p1", Noon, Noon.AddMinutes(1), Stop)).ShouldHaveSingleItem();
        (read with { Channels = [] }).ShouldBe(minute with { Channels = [] });
        read.Channels.ShouldBe(minute.Channels);
    }

    [Fact]
    public async Task Minutes_are_read_by_patient_and_time_oldest_first_and_follow_the_patient_to_another_bed()
    {
        MinuteValues[] minutes =
        [
            MinuteOf("p1", Noon.AddMinutes(2)) with
            {
                Bed = "ICU-2",
            },
            MinuteOf("p1", Noon),
            MinuteOf("p2", Noon.AddMinutes(1)),
            MinuteOf("p1", Noon.AddMinutes(1)),
        ];
        await Store.Minutes.WriteAsync(minutes, Stop);

        (await ReadAsync("p1", 0, 60)).ShouldBe([(0, "ICU-1"), (1, "ICU-1"), (2, "ICU-2")]);
        (await ReadAsync("p1", 1, 2)).ShouldBe([(1, "ICU-1")]);
        (await ReadAsync("p2", 0, 60)).ShouldBe([(1, "ICU-1")]);
        (await ReadAsync("p3", 0, 60)).ShouldBeEmpty();
        var ward = await Store.Minutes.ReadAsync(["p2", "p3", "p1"], Noon, Noon.AddMinutes(2), Stop);
        ward.Select(m => m.PatientId).ShouldBe(["p1", "p1", "p2"], ignoreOrder: true);
        ward.Select(m => m.Minute).ShouldBeInOrder();
        (await Store.Minutes.ReadAsync([], Noon, Noon.AddMinutes(2), Stop)).ShouldBeEmpty();

        async Task<(int, string)[]> ReadAsync(string patient, int from, int to) =>
            [
                .. (await Store.Minutes.ReadAsync(patient, Noon.AddMinutes(from), Noon.AddMinutes(to), Stop)).Select(
                    m => ((int)(m.Minute - Noon).TotalMinutes, m.Bed)
                ),
            ];
    }

    [Fact]
    public async Task A_minute_that_is_written_again_replaces_the_first_also_within_one_write()
    {
        await Store.Minutes.WriteAsync([MinuteOf("p1", Noon, 60)], Stop);
        await Store.Minutes.WriteAsync([MinuteOf("p1", Noon, 70), MinuteOf("p1", Noon, 80)], Stop);

        (await Store.Minutes.ReadAsync("p1", Noon, Noon.AddHours(1), Stop))
            .ShouldHaveSingleItem()
            .Vitals.HeartRate.ShouldBe(80);
    }

    [Fact]
    public async Task Minutes_are_kept_for_eight_days()
    {
        await Store.Minutes.WriteAsync([MinuteOf("p1", Noon), MinuteOf("p2", Noon.AddMinutes(1))], Stop);

        await Store.Minutes.WriteAsync([MinuteOf("p1", Noon.AddDays(8).AddMinutes(1))], Stop);

        (await Store.Minutes.ReadAsync("p1", Noon, Noon.AddDays(9), Stop))
            .ShouldHaveSingleItem()
            .Minute.ShouldBe(Noon.AddDays(8).AddMinutes(1));
        (await Store.Minutes.ReadAsync("p2", Noon, Noon.AddDays(9), Stop)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_minute_of_a_thousand_beds_is_one_write()
    {
        await Store.Minutes.WriteAsync(
            [.. Enumerable.Range(0, 1001).Select(bed => MinuteOf($"p{bed}", Noon, bed))],
            Stop
        );

        foreach (var bed in new[] { 0, 99, 100, 999, 1000 })
            (await Store.Minutes.ReadAsync($"p{bed}", Noon, Noon.AddMinutes(1), Stop))
                .ShouldHaveSingleItem()
                .Vitals.HeartRate.ShouldBe(bed);
    }
}
