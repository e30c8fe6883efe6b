using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Records;

namespace WardGrid.UnitTests.Records;

/// <summary>The states of grains and patients.</summary>
public abstract partial class RecordsContract
{
    [Fact]
    public async Task A_grains_state_is_written_only_over_the_version_that_was_read()
    {
        (await Store.GrainStates.ReadAsync("patient", "p1", Stop)).ShouldBeNull();
        var first = await Store.GrainStates.WriteAsync("patient", "p1", "1", null, Stop);
        var second = await Store.GrainStates.WriteAsync("patient", "p1", "2", first, Stop);

        (await Store.GrainStates.WriteAsync("patient", "p1", "late", first, Stop)).ShouldBeNull();
        (await Store.GrainStates.WriteAsync("patient", "p1", "unread", null, Stop)).ShouldBeNull();
        (await Store.GrainStates.ReadAsync("patient", "p1", Stop)).ShouldBe(new("2", second!.Value));
        (await Store.GrainStates.ReadAsync("ward", "p1", Stop)).ShouldBeNull();
        (await Store.GrainStates.ReadAsync("patient", "p2", Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task A_grains_state_is_forgotten_only_by_who_read_its_newest_version()
    {
        var first = await Store.GrainStates.WriteAsync("patient", "p1", "1", null, Stop);
        var second = await Store.GrainStates.WriteAsync("patient", "p1", "2", first, Stop);

        (await Store.GrainStates.ClearAsync("patient", "p1", first, Stop)).ShouldBeFalse();
        (await Store.GrainStates.ClearAsync("patient", "p1", null, Stop)).ShouldBeFalse();
        (await Store.GrainStates.ClearAsync("patient", "p1", second, Stop)).ShouldBeTrue();
        (await Store.GrainStates.ReadAsync("patient", "p1", Stop)).ShouldBeNull();
        (await Store.GrainStates.ClearAsync("patient", "p1", null, Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_patients_state_is_loaded_as_it_was_last_saved()
    {
        (await Store.States.LoadAsync("p1", Stop)).ShouldBeNull();
        var state = new PatientState(
            "p1",
            AlarmLimits.For(AgeBand.Neonate),
            [Raised("a", Noon.AddTicks(3))],
            [Raised("b", Noon) with { Decision = Refuted }],
            Noon
        );
        await Store.States.SaveAsync(state with { Open = [] }, Stop);
        await Store.States.SaveAsync(state, Stop);

        var loaded = (await Store.States.LoadAsync("p1", Stop))!;
        loaded.Limits.ShouldBe(state.Limits);
        loaded.Open.ShouldBe(state.Open);
        loaded.Unrecorded.Single().Decision!.Evidence.Channels.ShouldBe(Refuted.Evidence.Channels);
        loaded.SavedAt.ShouldBe(Noon);
    }
}
