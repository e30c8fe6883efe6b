using System.Net;
using Shouldly;

namespace WardGrid.UnitTests.Server;

/// <summary>Calls with wrong values are refused before anything happens, and the answer names the field.</summary>
public sealed class RestValidationTests : IClassFixture<RestValidationTests.OneWard>
{
    private static readonly string Long = new('x', 5000);

    private readonly RunningWard _ward;

    public RestValidationTests(OneWard ward) => _ward = ward.Running;

    [Theory]
    [InlineData("POST", "/api/alarms/a-1/review", """{"verdict":42}""", "verdict")]
    [InlineData("POST", "/api/alarms/a-1/review", """{"verdict":"Perhaps"}""", "verdict")]
    [InlineData("POST", "/api/alarms/a-1/review", """{"verdict":"True","note":"LONG"}""", "note")]
    [InlineData("POST", "/api/alarms/a-1/review", """{"verdict":"True","note":"a\u0000b"}""", "note")]
    [InlineData("POST", "/api/alarms/LONG/acknowledge", "", "id")]
    [InlineData("POST", "/api/devices", """{"device":"mon 1"}""", "device")]
    [InlineData("POST", "/api/devices", """{"model":"Simulated"}""", "device")]
    [InlineData("POST", "/api/devices", """{"device":"mon-1","model":"LONG"}""", "model")]
    [InlineData("POST", "/api/devices", """{"device":"mon-1","serial":"a\u001bb"}""", "serial")]
    [InlineData("DELETE", "/api/devices/LONG", "", "device")]
    [InlineData("PUT", "/api/suppression/LONG/VentricularTachycardia", """{"mode":"Active","reason":"r"}""", "ward")]
    [InlineData("PUT", "/api/suppression/icu/42", """{"mode":"Active","reason":"r"}""", "kind")]
    [InlineData("PUT", "/api/suppression/icu/VentricularTachycardia", """{"mode":7,"reason":"r"}""", "mode")]
    [InlineData(
        "PUT",
        "/api/suppression/icu/VentricularTachycardia",
        """{"mode":"Active","reason":"LONG"}""",
        "reason"
    )]
    [InlineData("POST", "/api/beds/LONG/binding", """{"device":"mon-1","patientName":"Ada Example"}""", "bed")]
    [InlineData(
        "POST",
        "/api/beds/bed-1/binding",
        """{"device":"mon-1","patientName":"Ada Example","ward":"LONG"}""",
        "ward"
    )]
    [InlineData(
        "POST",
        "/api/beds/bed-1/binding",
        """{"device":"mon-1","patientName":"Ada\u0007Example"}""",
        "patientName"
    )]
    [InlineData("POST", "/api/beds/bed-1/binding", """{"device":"mon-1","patientName":"LONG"}""", "patientName")]
    [InlineData("POST", "/api/beds/bed-1/binding", """{"device":"mon-1"}""", "patientName")]
    [InlineData("POST", "/api/beds/bed-1/binding", """{"device":"mon-1","patientName":"Ada Example","age":9}""", "age")]
    [InlineData(
        "POST",
        "/api/beds/bed-1/inactive",
        """{"kind":"VentricularTachycardia","state":99,"seconds":60}""",
        "state"
    )]
    [InlineData(
        "POST",
        "/api/beds/bed-1/inactive",
        """{"kind":"VentricularTachycardia","state":"AlarmPaused","seconds":1e300}""",
        "seconds"
    )]
    [InlineData("DELETE", "/api/beds/bed-1/inactive/Other?text=LONG", "", "text")]
    [InlineData("GET", "/api/beds/a%20bed/minutes", "", "bed")]
    public async Task A_value_that_cannot_be_is_refused_and_its_field_is_named(
        string method,
        string path,
        string body,
        string field
    )
    {
        var (status, problem) = await _ward.CallAsync(method, path.Replace("LONG", Long), body.Replace("LONG", Long));

        status.ShouldBe(HttpStatusCode.BadRequest, problem.ToString());
        problem.ToString().ShouldContain(field);
    }

    [Theory]
    [InlineData("POST", "/api/devices", """{"device":"mon 1"}""", "device")]
    [InlineData(
        "POST",
        "/api/beds/bed-1/binding",
        """{"device":"mon-1","patientName":"Ada\u0007Example"}""",
        "patientName"
    )]
    [InlineData("GET", "/api/beds/a%20bed/minutes", "", "bed")]
    public async Task The_answer_lists_the_fields_under_errors(string method, string path, string body, string field)
    {
        var (_, problem) = await _ward.CallAsync(method, path.Replace("LONG", Long), body.Replace("LONG", Long));

        problem
            .GetProperty("errors")
            .EnumerateObject()
            .ShouldHaveSingleItem()
            .Name.ShouldBe(field, StringComparer.OrdinalIgnoreCase);
    }

    public sealed class OneWard : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-rest-").FullName;

        public RunningWard Running { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Running = await RunningWard.StartAsync(_folder);

        public async ValueTask DisposeAsync()
        {
            await Running.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
