using Shouldly;
using WardGrid.Patients.Alarms;
using WardGrid.Records;

namespace WardGrid.UnitTests.Records;

/// <summary>The verdicts of nurses.</summary>
public abstract partial class RecordsContract
{
    [Fact]
    public async Task Every_verdict_of_a_nurse_is_kept_oldest_first()
    {
        await Store.Alarms.WriteAsync(Raised("a", Noon), null, Stop);
        AlarmReview[] reviews =
        [
            new("a", NurseVerdict.Unsure, "N. Night", Noon.AddMinutes(5), null),
            new("a", NurseVerdict.False, "N. Day", Noon.AddMinutes(1), "tooth brushing"),
        ];
        foreach (var review in reviews)
            await Store.Alarms.ReviewAsync(review, Stop);

        (await Store.Alarms.ReviewsAsync("a", Stop)).ShouldBe(reviews);
        (await Store.Alarms.ReviewsAsync("b", Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_nurses_verdict_is_in_the_audit_trail_as_soon_as_it_is_in_the_book()
    {
        await Store.Alarms.WriteAsync(Raised("a", Noon), null, Stop);
        await Store.Alarms.ReviewAsync(new("a", NurseVerdict.False, "N. Night", Noon, "tooth brushing"), Stop);
        await Store.Alarms.ReviewAsync(new("a", NurseVerdict.True, "N. Day", Noon, null), Stop);

        (await Store.Audit.ReadAsync(0, 10, Stop))
            .Select(r => r.Entry)
            .ShouldBe([
                new(Noon, "N. Night", "alarm.reviewed", "a", "none to False"),
                new(Noon, "N. Day", "alarm.reviewed", "a", "False to True"),
            ]);
    }

    [Fact]
    public async Task An_alarm_that_is_not_in_the_book_cannot_be_reviewed()
    {
        var refused = await Should.ThrowAsync<RecordException>(async () =>
            await Store.Alarms.ReviewAsync(new("x", NurseVerdict.True, "N.", Noon, null), Stop)
        );

        refused.Message.ShouldBe("alarm x is not in the alarm log, so it cannot be reviewed");
        (await Store.Audit.ReadAsync(0, 10, Stop)).ShouldBeEmpty();
    }
}
