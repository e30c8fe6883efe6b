using System.Security.Claims;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using WardGrid.Patients;
using WardGrid.UnitTests.Patients;
using WardGrid.Web.Audit;

namespace WardGrid.UnitTests.Server;

/// <summary>Who looked at which patient.</summary>
public sealed class PatientViewsTests
{
    private readonly RecordsInMemory _records = new();
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_visit_of_a_person_to_a_patient_is_recorded_once()
    {
        var views = await StartAsync();
        views.Note(Person("k.braun"), "p1", "ICU-1");
        _clock.Advance(PatientViews.Visit - TimeSpan.FromSeconds(1));
        views.Note(Person("k.braun"), "p1", "ICU-1");
        views.Note(Person("k.braun"), "p2", "ICU-2");
        views.Note(Person("b.smith"), "p1", "ICU-1");
        _clock.Advance(TimeSpan.FromSeconds(1));
        views.Note(Person("k.braun"), "p1", "ICU-3");
        await views.StopAsync(Stop);

        _records
            .Trail.Select(e => $"{e.By} {e.What} {e.Subject} {e.Detail}")
            .ShouldBe([
                "k.braun patient.viewed p1 ICU-1",
                "k.braun patient.viewed p2 ICU-2",
                "b.smith patient.viewed p1 ICU-1",
                "k.braun patient.viewed p1 ICU-3",
            ]);
    }

    [Fact]
    public async Task A_wall_screen_and_nobody_are_not_recorded()
    {
        var views = await StartAsync();
        views.Note(Person("wall 1", new Claim("wardgrid:display", "1")), "p1", "ICU-1");
        views.Note(new(), "p1", "ICU-1");
        await views.StopAsync(Stop);

        _records.Trail.ShouldBeEmpty();
    }

    [Fact]
    public async Task Records_that_do_not_answer_delay_no_page_and_get_the_entry_later()
    {
        var gate = new TaskCompletionSource();
        _records.Gate = gate.Task;
        var views = await StartAsync();

        views.Note(Person("k.braun"), "p1", "ICU-1");
        views.Note(Person("k.braun"), "p2", "ICU-2");
        _records.Trail.ShouldBeEmpty();

        gate.SetResult();
        await views.StopAsync(Stop);
        _records.Trail.Count.ShouldBe(2);
    }

    private async Task<PatientViews> StartAsync()
    {
        var views = new PatientViews(_records, _clock, NullLogger<PatientViews>.Instance);
        await views.StartAsync(Stop);
        return views;
    }

    private static ClaimsPrincipal Person(string name, params Claim[] claims) =>
        new(new ClaimsIdentity([new(ClaimTypes.Name, name), .. claims], "test"));
}
