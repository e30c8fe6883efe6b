using System.Globalization;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WardGrid.Patients;
using WardGrid.Patients.People;
using WardGrid.UnitTests.Mqtt;
using WardGrid.Web.SignIn;

namespace WardGrid.UnitTests.Server;

/// <summary>Each act of a page, in every role, at the one gate that all buttons go through.</summary>
public sealed partial class ActByButtonTests(ActByRoleTests.WholeServer whole)
    : IClassFixture<ActByRoleTests.WholeServer>
{
    private const string Pin = "80413597";

    private static readonly Act[] EachAct = Enum.GetValues<Act>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<Roles> EachRole => [Roles.Viewer, Roles.Nurse, Roles.Engineer, Roles.Administrator];

    [Theory]
    [MemberData(nameof(EachRole))]
    public async Task A_person_does_the_acts_of_the_own_role_and_no_other(Roles role)
    {
        var acting = Acting(await SessionAsync(await PersonAsync(role)));

        foreach (var act in EachAct)
            (await DoesAsync(acting, act)).ShouldBe(role.May(act), $"{role}: {act}");
    }

    [Fact]
    public async Task Nobody_does_nothing()
    {
        var acting = Acting(new());

        foreach (var act in EachAct)
            (await DoesAsync(acting, act)).ShouldBeFalse($"{act}");
    }

    [Theory]
    [MemberData(nameof(EachRole))]
    public async Task A_session_that_ended_only_reads(Roles role)
    {
        var session = await SessionAsync(await PersonAsync(role));
        var identity = session.Identities.Single();
        identity.RemoveClaim(identity.FindFirst("wardgrid:acts-until"));
        identity.AddClaim(new("wardgrid:acts-until", 1.ToString(CultureInfo.InvariantCulture)));
        var acting = Acting(session);

        foreach (var act in EachAct)
            (await DoesAsync(acting, act)).ShouldBe(role.May(act) && ActsByRole.OnlyReads(act), $"{role}: {act}");
    }

    [Theory]
    [MemberData(nameof(EachRole))]
    public async Task At_a_shared_screen_a_PIN_gives_the_persons_role_without_the_administrators(Roles role)
    {
        var person = await PersonAsync(role);
        var shared = await SessionAsync(await PersonAsync(Roles.Nurse));
        shared.Identities.Single().AddClaim(new("wardgrid:shared", "true"));
        var acting = Acting(shared);

        foreach (var act in EachAct)
            (await DoesAsync(acting, act)).ShouldBeFalse($"nobody has signed: {act}");
        (await acting.SignAsync(person.UserName, Pin)).ShouldBeNull();
        foreach (var act in EachAct)
            (await DoesAsync(acting, act)).ShouldBe((role & ~Roles.Administrator).May(act), $"{role}: {act}");
    }

    [Fact]
    public async Task A_disabled_account_does_nothing_from_the_next_click_on()
    {
        var person = await PersonAsync(Roles.Nurse);
        var acting = Acting(await SessionAsync(person));
        (await DoesAsync(acting, Act.AcknowledgeAlarm)).ShouldBeTrue();

        (await People.DisableAsync(person.UserName, new("tests", ""), Stop)).Done.ShouldBeTrue();

        foreach (var act in EachAct)
            (await DoesAsync(acting, act)).ShouldBeFalse($"{act}");
    }

    [Fact]
    public async Task Nobody_acts_on_another_ward()
    {
        var acting = Acting(await SessionAsync(await PersonAsync(Roles.Nurse, "west")));

        (await DoesAsync(acting, Act.AcknowledgeAlarm, "west")).ShouldBeTrue();
        (await DoesAsync(acting, Act.AcknowledgeAlarm, "east")).ShouldBeFalse();
    }

    /// <summary>The person of an entry comes from the gate, so a page cannot act around it.</summary>
    [Fact]
    public void No_page_names_the_person_of_an_act_itself()
    {
        var pages = Directory.GetFiles(
            Path.Combine(ForeignProgram.Root, "src", "WardGrid.Web"),
            "*.razor",
            SearchOption.AllDirectories
        );
        var acts = 0;
        foreach (var page in pages)
        {
            var text = File.ReadAllText(page);
            text.ShouldNotContain("new Actor(", customMessage: page);
            text.ShouldNotContain(".Actor()", customMessage: page);
            foreach (Match command in Command().Matches(text))
                command.Groups[1].Value.ShouldBe("by.Name", page);
            acts += Gate().Count(text);
        }

        acts.ShouldBeGreaterThan(15);
    }

    private PeopleRegister People => whole.Server.Services.GetRequiredService<PeopleRegister>();

    private async Task<Account> PersonAsync(Roles role, params string[] wards)
    {
        var userName = $"person-{Guid.NewGuid():n}";
        await People.AddAsync(new(userName, userName, role, [.. wards], SignedIn.Password), new("tests", ""), Stop);
        (await People.SetPinAsync(userName, Pin, new("tests", ""), Stop)).Done.ShouldBeTrue();
        return (await whole.Server.Services.GetRequiredService<IAccounts>().FindByNameAsync(userName, Stop))!;
    }

    private async Task<ClaimsPrincipal> SessionAsync(Account account)
    {
        await using var scope = whole.Server.Services.CreateAsyncScope();
        var claims = scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<Account>>();
        return await claims.CreateAsync(account);
    }

    private ActingPerson Acting(ClaimsPrincipal session) =>
        ActivatorUtilities.CreateInstance<ActingPerson>(
            whole.Server.Services.CreateScope().ServiceProvider,
            new Session(session)
        );

    private static async Task<bool> DoesAsync(ActingPerson acting, Act act, string ward = "")
    {
        var done = false;
        var outcome = await acting.DoAsync(
            act,
            ward,
            _ =>
            {
                done = true;
                return ValueTask.FromResult(CommandOutcome.Success);
            }
        );
        outcome.Done.ShouldBe(done);
        return done;
    }

    private sealed class Session(ClaimsPrincipal user) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(user));
    }

    [GeneratedRegex(@"new PatientCommand\.\w+\(([^,)]*)")]
    private static partial Regex Command();

    [GeneratedRegex(@"Acting\.DoAsync\(")]
    private static partial Regex Gate();
}
