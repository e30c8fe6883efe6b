using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Records;

namespace WardGrid.UnitTests.Records;

/// <summary>Devices and their associations.</summary>
public abstract partial class RecordsContract
{
    [Fact]
    public async Task A_registered_device_is_found_with_all_that_was_said_of_it()
    {
        await Store.Devices.RegisterAsync(Device("mon-2"), Stop);
        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);

        (await Store.Devices.FindAsync("mon-2", Stop)).ShouldBe(Device("mon-2"));
        (await Store.Devices.FindAsync("mon-3", Stop)).ShouldBeNull();
        (await Store.Devices.DevicesAsync(Stop)).ShouldBe([Device("mon-1"), Device("mon-2")]);
    }

    [Fact]
    public async Task A_patient_who_is_bound_to_a_second_bed_has_left_the_first()
    {
        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);
        await Store.Devices.RegisterAsync(Device("mon-2"), Stop);
        await Store.Devices.BindAsync(Bound("mon-1", "ICU-1", "p1"), Stop);
        await Store.Devices.BindAsync(Bound("mon-2", "ICU-2", "p1"), Stop);

        (await Store.Devices.AssociationsAsync(Stop)).ShouldBe([Bound("mon-2", "ICU-2", "p1")]);
    }

    [Fact]
    public async Task Registering_again_replaces_the_registration()
    {
        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);
        var swapped = Device("mon-1") with { Serial = "SN-2", PasswordHash = "other", Demo = true };
        await Store.Devices.RegisterAsync(swapped, Stop);

        (await Store.Devices.DevicesAsync(Stop)).ShouldBe([swapped]);
    }

    [Fact]
    public async Task A_new_hash_of_a_password_replaces_the_one_that_it_was_made_for_only()
    {
        await Store.Devices.RegisterAsync(Device("mon-1") with { PasswordHash = "earlier" }, Stop);

        await Store.Devices.RenewPasswordHashAsync("mon-1", "another", "wrong", Stop);
        (await Store.Devices.FindAsync("mon-1", Stop))!.PasswordHash.ShouldBe("earlier");
        await Store.Devices.RenewPasswordHashAsync("mon-1", "earlier", "today", Stop);
        (await Store.Devices.FindAsync("mon-1", Stop)).ShouldBe(Device("mon-1") with { PasswordHash = "today" });
    }

    [Fact]
    public async Task A_retired_device_is_gone_with_its_binding_and_can_come_back()
    {
        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);
        await Store.Devices.BindAsync(Bound("mon-1", "ICU-1", "p1"), Stop);

        await Store.Devices.RetireAsync("mon-1", Noon, Stop);
        (await Store.Devices.FindAsync("mon-1", Stop)).ShouldBeNull();
        (await Store.Devices.AssociationsAsync(Stop)).ShouldBeEmpty();
        (await Store.Devices.RetiredAsync(Stop)).ShouldBe([Device("mon-1") with { RetiredAt = Noon }]);

        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);
        (await Store.Devices.FindAsync("mon-1", Stop)).ShouldBe(Device("mon-1"));
        (await Store.Devices.RetiredAsync(Stop)).ShouldBeEmpty();
        (await Store.Devices.AssociationsAsync(Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_binding_ends_what_was_bound_to_its_device_and_to_its_bed()
    {
        foreach (var name in new[] { "mon-1", "mon-2", "mon-3" })
            await Store.Devices.RegisterAsync(Device(name), Stop);
        await Store.Devices.BindAsync(Bound("mon-1", "ICU-1", "p1"), Stop);
        await Store.Devices.BindAsync(Bound("mon-2", "ICU-2", "p2"), Stop);
        await Store.Devices.BindAsync(Bound("mon-3", "ICU-3", "p3"), Stop);

        await Store.Devices.BindAsync(Bound("mon-1", "ICU-2", "p4"), Stop);

        (await Store.Devices.AssociationsAsync(Stop)).ShouldBe([
            Bound("mon-1", "ICU-2", "p4"),
            Bound("mon-3", "ICU-3", "p3"),
        ]);
    }

    [Fact]
    public async Task An_unbound_bed_has_no_binding()
    {
        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);
        await Store.Devices.BindAsync(Bound("mon-1", "ICU-1", "p1"), Stop);

        await Store.Devices.UnbindAsync("ICU-1", Noon, Stop);

        (await Store.Devices.AssociationsAsync(Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_device_that_nobody_registered_cannot_be_bound()
    {
        var refused = await Should.ThrowAsync<RecordException>(async () =>
            await Store.Devices.BindAsync(Bound("mon-9", "ICU-1", "p1"), Stop)
        );

        refused.Message.ShouldBe("device mon-9 is not registered, so it cannot be bound to bed ICU-1");
        (await Store.Devices.AssociationsAsync(Stop)).ShouldBeEmpty();
    }
}
