using Shouldly;
using WardGrid.Patients.Records;

namespace WardGrid.UnitTests.Records;

/// <summary>What an administrator looks up in the audit trail.</summary>
public abstract partial class RecordsContract
{
    [Fact]
    public async Task An_entry_comes_with_the_hash_of_the_one_before_it()
    {
        await WriteThreeAsync();

        var found = await Store.Audit.FindAsync(new() { OldestFirst = true }, Stop);

        found[0].Before.ShouldAllBe(b => b == 0);
        found[1].Before.ShouldBe(found[0].Hash);
        (await Store.Audit.FindAsync(new(Text: "a3"), Stop)).ShouldHaveSingleItem().Before.ShouldBe(found[1].Hash);
    }

    [Theory]
    [InlineData("n.ni", null, null, "5 4 3 2")]
    [InlineData("NOBODY", null, null, "")]
    [InlineData("%", null, null, "")]
    [InlineData(null, "alarm.", null, "3 2")]
    [InlineData(null, "alarm.reviewed", null, "3")]
    [InlineData(null, null, "HR 50", "4")]
    [InlineData(null, null, "100_", "")]
    [InlineData("n", "limits.", "hr 50", "4")]
    public async Task Entries_are_found_by_person_act_and_text(string? by, string? what, string? text, string found)
    {
        await TellAStoryAsync();

        (await NumbersAsync(new(by, what, Text: text))).ShouldBe(found);
    }

    [Theory]
    [InlineData("ICU-1", "5 4 3 2 1")]
    [InlineData("icu-1", "")]
    [InlineData("ICU-2", "6")]
    public async Task A_bed_is_found_with_its_alarms_and_with_who_looked_at_it(string bed, string found)
    {
        await TellAStoryAsync();

        (await NumbersAsync(new(Bed: bed))).ShouldBe(found);
    }

    [Theory]
    [InlineData("p1")]
    [InlineData("ada")]
    public async Task A_patient_is_found_by_key_and_by_name_with_the_alarms_and_the_bed_at_that_time(string patient)
    {
        await TellAStoryAsync();
        // The next patient of the same bed is somebody else.
        await Store.Devices.UnbindAsync("ICU-1", Noon.AddHours(1), Stop);
        await Store.Audit.RecordAsync(new(Noon.AddHours(2), "N.Night", "limits.changed", "ICU-1", "HR 60"), Stop);

        (await NumbersAsync(new(Patient: patient))).ShouldBe("5 4 3 2 1");
        (await NumbersAsync(new(Patient: "Bertha"))).ShouldBe("");
    }

    [Fact]
    public async Task Times_and_numbers_bound_what_is_found()
    {
        await TellAStoryAsync();

        (await NumbersAsync(new(From: Noon.AddMinutes(2), To: Noon.AddMinutes(4)))).ShouldBe("4 3");
        (await NumbersAsync(new() { Before = 4, Limit = 2 })).ShouldBe("3 2");
        (
            await NumbersAsync(
                new()
                {
                    After = 2,
                    Limit = 2,
                    OldestFirst = true,
                }
            )
        ).ShouldBe("3 4");
    }

    private async Task<string> NumbersAsync(AuditQuery query) =>
        string.Join(' ', (await Store.Audit.FindAsync(query, Stop)).Select(r => r.Sequence));

    private async Task TellAStoryAsync()
    {
        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);
        await Store.Devices.BindAsync(Bound("mon-1", "ICU-1", "p1"), Stop);
        await Store.Alarms.WriteAsync(Raised("p1-mon-1-7", Noon), null, Stop);
        AuditEntry[] story =
        [
            new(Noon, "b.smith", "device.bound", "ICU-1", "device mon-1, patient p1"),
            new(Noon.AddMinutes(1), "N.Night", "alarm.acknowledged", "p1-mon-1-7", ""),
            new(Noon.AddMinutes(2), "n.night (wall 1)", "alarm.reviewed", "p1-mon-1-7", "none to False"),
            new(Noon.AddMinutes(3), "n.night", "limits.changed", "ICU-1", "HR 50-100 to HR 40-1000"),
            new(Noon.AddMinutes(4), "n.night", "patient.viewed", "p1", "ICU-1"),
            new(Noon.AddMinutes(5), "m.day", "limits.changed", "ICU-2", "none"),
        ];
        foreach (var entry in story)
            await Store.Audit.RecordAsync(entry, Stop);
    }
}
