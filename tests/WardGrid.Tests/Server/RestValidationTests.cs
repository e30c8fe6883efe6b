using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shouldly;

namespace WardGrid.Tests.Server;

/// <summary>What the calls refuse at the door, and that the answer names the field.</summary>
public sealed class RestValidationTests : IClassFixture<RestValidationTests.OneWard>
{
    private static readonly string Long = new('x', 5000);

    private readonly HttpClient _http;

    public RestValidationTests(OneWard ward) => _http = ward.Http;

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
    [InlineData("PUT", "/api/suppression/icu/VentricularTachycardia", """{"mode":"Active","reason":"LONG"}""", "reason")]
    [InlineData("POST", "/api/beds/LONG/binding", """{"device":"mon-1","patientName":"Ada Example"}""", "bed")]
    [InlineData("POST", "/api/beds/bed-1/binding", """{"device":"mon-1","patientName":"Ada Example","ward":"LONG"}""", "ward")]
    [InlineData("POST", "/api/beds/bed-1/binding", """{"device":"mon-1","patientName":"Ada\u0007Example"}""", "patientName")]
    [InlineData("POST", "/api/beds/bed-1/binding", """{"device":"mon-1","patientName":"LONG"}""", "patientName")]
    [InlineData("POST", "/api/beds/bed-1/binding", """{"device":"mon-1"}""", "patientName")]
    [InlineData("POST", "/api/beds/bed-1/binding", """{"device":"mon-1","patientName":"Ada Example","age":9}""", "age")]
    [InlineData("POST", "/api/beds/bed-1/inactive", """{"kind":"VentricularTachycardia","state":99,"seconds":60}""", "state")]
    [InlineData("POST", "/api/beds/bed-1/inactive", """{"kind":"VentricularTachycardia","state":"AlarmPaused","seconds":1e300}""", "seconds")]
    [InlineData("DELETE", "/api/beds/bed-1/inactive/Other?text=LONG", "", "text")]
    [InlineData("GET", "/api/beds/a%20bed/minutes", "", "bed")]
    public async Task A_value_that_cannot_be_is_refused_and_its_field_is_named(string method, string path, string body, string field)
    {
        var (status, problem) = await CallAsync(method, path, body);

        status.ShouldBe(HttpStatusCode.BadRequest, problem.ToString());
        problem.ToString().ShouldContain(field);
    }

    [Theory]
    [InlineData("POST", "/api/devices", """{"device":"mon 1"}""", "device")]
    [InlineData("POST", "/api/beds/bed-1/binding", """{"device":"mon-1","patientName":"Ada\u0007Example"}""", "patientName")]
    [InlineData("GET", "/api/beds/a%20bed/minutes", "", "bed")]
    public async Task The_answer_lists_the_fields_under_errors(string method, string path, string body, string field)
    {
        var (_, problem) = await CallAsync(method, path, body);

        problem.GetProperty("errors").EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe(field, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(65)]
    public async Task A_name_that_the_audit_trail_could_not_hold_is_refused(int length)
    {
        var (status, problem) = await CallAsync("DELETE", "/api/devices/mon-1", "", by: new('x', length));

        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe("X-WardGrid-User");
    }

    [Fact]
    public async Task One_patient_lies_in_one_bed_and_moves_only_where_the_caller_says_from_where()
    {
        foreach (var device in (string[])["mon-a", "mon-b"])
            await CallAsync("POST", "/api/devices", $$"""{"device":"{{device}}"}""");
        await CallAsync("POST", "/api/beds/bed-a/binding", """{"device":"mon-a","patientName":"Ada Example","patientId":"p-7"}""");

        var (refused, problem) = await CallAsync("POST", "/api/beds/bed-b/binding", """{"device":"mon-b","patientName":"Ada Example","patientId":"p-7"}""");
        refused.ShouldBe(HttpStatusCode.Conflict);
        problem.GetProperty("errors").GetProperty("patientId").ToString().ShouldContain("lies in bed bed-a, with device mon-a");
        (await BedsAsync()).ShouldBe(["bed-a"]);

        var (moved, _) = await CallAsync(
            "POST", "/api/beds/bed-b/binding", """{"device":"mon-b","patientName":"Ada Example","patientId":"p-7","from":"bed-a"}""");
        moved.ShouldBe(HttpStatusCode.Created);
        (await BedsAsync()).ShouldBe(["bed-b"]);
    }

    private async Task<string?[]> BedsAsync() =>
        [.. (await _http.GetFromJsonAsync<JsonElement>("/api/ward")).EnumerateArray().Select(b => b.GetProperty("bed").GetString())];

    private async Task<(HttpStatusCode Status, JsonElement Problem)> CallAsync(string method, string path, string body, string? by = null)
    {
        using var call = new HttpRequestMessage(new(method), path.Replace("LONG", Long));
        if (body.Length > 0)
            call.Content = new StringContent(body.Replace("LONG", Long), Encoding.UTF8, "application/json");
        if (by is not null)
            call.Headers.Add("X-WardGrid-User", by);
        using var answer = await _http.SendAsync(call);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    public sealed class OneWard : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-rest-").FullName;
        private RunningWard _ward = null!;

        public HttpClient Http => _ward.Http;

        public async ValueTask InitializeAsync() => _ward = await RunningWard.StartAsync(_folder);

        public async ValueTask DisposeAsync()
        {
            await _ward.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
