using System.Text.Json;
using Shouldly;
using WardGrid.Patients.People;

namespace WardGrid.UnitTests.Records;

public abstract partial class RecordsContract
{
    [Fact]
    public async Task An_account_is_kept_with_everything_that_sign_in_needs()
    {
        var account = Person("m.weber");
        (await Store.Accounts.AddAsync(account, onlyAsFirst: false, Stop)).ShouldBeTrue();

        var read = await Store.Accounts.FindByNameAsync("M.Weber", Stop);

        Written(read).ShouldBe(Written(account));
        (await Store.Accounts.FindAsync(account.Id, Stop))!.UserName.ShouldBe("m.weber");
    }

    [Fact]
    public async Task A_user_name_is_given_once_in_whatever_letters()
    {
        (await Store.Accounts.AddAsync(Person("m.weber"), onlyAsFirst: false, Stop)).ShouldBeTrue();

        (await Store.Accounts.AddAsync(Person("M.WEBER"), onlyAsFirst: false, Stop)).ShouldBeFalse();

        (await Store.Accounts.AllAsync(Stop)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_first_account_is_made_once_and_those_of_a_demonstration_do_not_count()
    {
        await Store.Accounts.AddAsync(Person("demo-nurse", demo: true), onlyAsFirst: false, Stop);

        (await Store.Accounts.AddAsync(Person("first"), onlyAsFirst: true, Stop)).ShouldBeTrue();
        (await Store.Accounts.AddAsync(Person("second"), onlyAsFirst: true, Stop)).ShouldBeFalse();

        (await Store.Accounts.AllAsync(Stop)).Select(a => a.UserName).ShouldBe(["demo-nurse", "first"]);
    }

    [Fact]
    public async Task Of_two_changes_of_the_same_account_the_slower_one_is_refused()
    {
        await Store.Accounts.AddAsync(Person("m.weber"), onlyAsFirst: false, Stop);
        var (one, two) = (
            await Store.Accounts.FindByNameAsync("m.weber", Stop),
            await Store.Accounts.FindByNameAsync("m.weber", Stop)
        );
        one!.Roles = Roles.Engineer;
        two!.Roles = Roles.Administrator;

        (await Store.Accounts.UpdateAsync(one, Stop)).ShouldBeTrue();
        (await Store.Accounts.UpdateAsync(two, Stop)).ShouldBeFalse();

        (await Store.Accounts.FindByNameAsync("m.weber", Stop))!.Roles.ShouldBe(Roles.Engineer);
        one.FailedSignIns = 3;
        (await Store.Accounts.UpdateAsync(one, Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_display_is_found_by_its_credential_until_after_it_was_revoked()
    {
        var display = new WardDisplay("d1", "Hall wall", "west", "abc", "boss", Noon, null);
        await Store.Displays.AddAsync(display, Stop);
        (await Store.Displays.FindByTokenAsync("abc", Stop)).ShouldBe(display);
        (await Store.Displays.FindByTokenAsync("abd", Stop)).ShouldBeNull();

        await Store.Displays.RevokeAsync("d1", Noon.AddHours(1), Stop);
        await Store.Displays.RevokeAsync("d1", Noon.AddHours(2), Stop);

        (await Store.Displays.FindByTokenAsync("abc", Stop))!.RevokedAt.ShouldBe(Noon.AddHours(1));
    }

    [Fact]
    public async Task The_keys_of_the_sessions_are_kept()
    {
        Store.SessionKeys.Add("key-1", "<key id=\"1\" />");
        Store.SessionKeys.Add("key-1", "<key id=\"another\" />");
        Store.SessionKeys.Add("key-2", "<key id=\"2\" />");

        Store.SessionKeys.All().ShouldBe(["<key id=\"1\" />", "<key id=\"2\" />"]);
    }

    private static string Written(Account? account) => JsonSerializer.Serialize(account);

    private static Account Person(string userName, bool demo = false) =>
        new()
        {
            Id = $"id-{userName}",
            UserName = userName,
            Name = "Maria Weber",
            Roles = Roles.Nurse | Roles.Engineer,
            Wards = ["west", "east"],
            PasswordHash = "hash",
            PinHash = "pin",
            SecurityStamp = "stamp",
            AuthenticatorKey = "KEY",
            HasSecondFactor = true,
            FailedSignIns = 2,
            LockedUntil = Noon.AddMinutes(5),
            Demo = demo,
            CreatedAt = Noon,
            DisabledAt = Noon.AddDays(1),
        };
}
