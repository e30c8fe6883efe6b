using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Records;
using WardGrid.Patients.Suppression;

namespace WardGrid.UnitTests.Records;

/// <summary>The wall's sound, groups of beds and suppression rules.</summary>
public abstract partial class RecordsContract
{
    [Fact]
    public async Task What_was_said_of_the_walls_sound_last_is_kept()
    {
        (await Store.Ward.SoundAsync(Stop)).ShouldBeNull();
        await Store.Ward.WriteAsync(new WallSound(WallSoundState.Off, "M. Weber", Noon, null), Stop);
        var paused = new WallSound(WallSoundState.Paused, "Ö. \0 Ada", Noon, Noon.AddMinutes(2));
        await Store.Ward.WriteAsync(paused, Stop);
        await Store.DisposeAsync();
        Store = await OpenAsync();

        (await Store.Ward.SoundAsync(Stop)).ShouldBe(paused with { By = "Ö. \uFFFD Ada" });
    }

    [Fact]
    public async Task Groups_of_beds_are_kept_with_their_beds_and_may_be_empty()
    {
        await Store.Ward.WriteAsync(new BedGroup("Room 2", ["4", "3"]), Stop);
        await Store.Ward.WriteAsync(new BedGroup("Night, M. Weber", []), Stop);
        await Store.Ward.WriteAsync(new BedGroup("Room 2", ["3", "5"]), Stop);
        await Store.Ward.WriteAsync(new BedGroup("Room 1", ["1"]), Stop);
        await Store.Ward.RemoveGroupAsync("Room 1", Stop);

        var groups = await Store.Ward.GroupsAsync(Stop);
        groups.Select(g => g.Name).ShouldBe(["Night, M. Weber", "Room 2"]);
        groups[0].Beds.ShouldBeEmpty();
        groups[1].Beds.ShouldBe(["3", "5"]);
    }

    [Fact]
    public async Task The_newest_rule_of_suppression_of_each_ward_and_kind_holds()
    {
        var first = new SuppressionRule(
            "icu",
            AlarmKind.VentricularTachycardia,
            SuppressionMode.Active,
            "Dr. Weiss",
            Noon,
            "four weeks in shadow",
            "verifier 1: threshold up to 0.1"
        );
        var second = first with { Mode = SuppressionMode.Shadow, Since = Noon.AddDays(1), Reason = "one missed" };
        var other = first with { Ward = "ward-2" };
        foreach (var rule in new[] { first, other, second })
            await Store.Suppression.WriteAsync(rule, Stop);

        (await Store.Suppression.RulesAsync(Stop)).ShouldBe([second, other]);
    }
}
