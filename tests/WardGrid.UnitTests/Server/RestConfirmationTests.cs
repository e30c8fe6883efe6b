using System.Net;
using Shouldly;

namespace WardGrid.UnitTests.Server;

/// <summary>Calls that discharge, move or lock out somebody: the caller names whom, or is told.</summary>
public sealed class RestConfirmationTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-confirm-").FullName;
    private RunningWard _ward = null!;

    public async ValueTask InitializeAsync() => _ward = await RunningWard.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _ward.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task One_patient_lies_in_one_bed_and_moves_only_where_the_caller_says_from_where()
    {
        foreach (var device in (string[])["mon-a", "mon-b"])
            await _ward.CallAsync("POST", "/api/devices", $$"""{"device":"{{device}}"}""");
        await _ward.CallAsync(
            "POST",
            "/api/beds/bed-a/binding",
            """{"device":"mon-a","patientName":"Ada Example","patientId":"p-7"}"""
        );

        var (refused, problem) = await _ward.CallAsync(
            "POST",
            "/api/beds/bed-b/binding",
            """{"device":"mon-b","patientName":"Ada Example","patientId":"p-7"}"""
        );
        refused.ShouldBe(HttpStatusCode.Conflict);
        problem
            .GetProperty("errors")
            .GetProperty("patientId")
            .ToString()
            .ShouldContain("lies in bed bed-a, with device mon-a");
        (await BedsAsync()).ShouldBe(["bed-a"]);

        var (moved, _) = await _ward.CallAsync(
            "POST",
            "/api/beds/bed-b/binding",
            """{"device":"mon-b","patientName":"Ada Example","patientId":"p-7","from":"bed-a"}"""
        );
        moved.ShouldBe(HttpStatusCode.Created);
        (await BedsAsync()).ShouldBe(["bed-b"]);
    }

    [Fact]
    public async Task Nobody_is_discharged_or_locked_out_by_a_call_that_does_not_name_them()
    {
        foreach (var device in (string[])["mon-a", "mon-b"])
            await _ward.CallAsync("POST", "/api/devices", $$"""{"device":"{{device}}"}""");
        await _ward.CallAsync(
            "POST",
            "/api/beds/bed-a/binding",
            """{"device":"mon-a","patientName":"Ada Example","patientId":"p-7"}"""
        );

        foreach (
            var (method, path, body, field) in new[]
            {
                ("DELETE", "/api/devices/mon-a", "", "discharge"),
                ("DELETE", "/api/devices/mon-a?discharge=p-8", "", "discharge"),
                ("DELETE", "/api/beds/bed-a/binding", "", "discharge"),
                ("DELETE", "/api/beds/bed-a/binding?discharge=p-8", "", "discharge"),
                ("POST", "/api/beds/bed-a/binding", """{"device":"mon-b","patientName":"Bo Other"}""", "discharge"),
                ("POST", "/api/beds/bed-c/binding", """{"device":"mon-a","patientName":"Bo Other"}""", "discharge"),
                ("POST", "/api/devices", """{"device":"mon-a"}""", "again"),
            }
        )
        {
            var (status, problem) = await _ward.CallAsync(method, path, body);
            status.ShouldBe(HttpStatusCode.Conflict, $"{method} {path}");
            problem
                .GetProperty("errors")
                .GetProperty(field)
                .ToString()
                .ShouldContain("Ada Example in bed bed-a", Case.Sensitive, $"{method} {path}");
        }

        (await BedsAsync()).ShouldBe(["bed-a"]);
    }

    [Fact]
    public async Task A_call_that_names_whom_it_discharges_or_locks_out_is_done()
    {
        foreach (var device in (string[])["mon-a", "mon-b"])
            await _ward.CallAsync("POST", "/api/devices", $$"""{"device":"{{device}}"}""");
        await _ward.CallAsync(
            "POST",
            "/api/beds/bed-a/binding",
            """{"device":"mon-a","patientName":"Ada Example","patientId":"p-7"}"""
        );
        await _ward.CallAsync(
            "POST",
            "/api/beds/bed-b/binding",
            """{"device":"mon-b","patientName":"Bo Other","patientId":"p-8"}"""
        );

        var taken = """{"device":"mon-a","patientName":"Cy Third","patientId":"p-9","discharge":[KEYS]}""";
        var (half, problem) = await _ward.CallAsync(
            "POST",
            "/api/beds/bed-b/binding",
            taken.Replace("KEYS", "\"p-7\"")
        );
        half.ShouldBe(HttpStatusCode.Conflict, "bed-b has one patient and mon-a another");
        problem
            .GetProperty("detail")
            .GetString()
            .ShouldNotBeNull()
            .ShouldEndWith("send \"discharge\": [\"p-7\", \"p-8\"].");
        var (whole, _) = await _ward.CallAsync(
            "POST",
            "/api/beds/bed-b/binding",
            taken.Replace("KEYS", "\"p-7\", \"p-8\"")
        );
        whole.ShouldBe(HttpStatusCode.Created);
        (await BedsAsync()).ShouldBe(["bed-b"]);

        var (swapped, _) = await _ward.CallAsync(
            "POST",
            "/api/beds/bed-b/binding",
            """{"device":"mon-b","patientName":"Cy Third","patientId":"p-9"}"""
        );
        swapped.ShouldBe(HttpStatusCode.Created, "another device for the same patient discharges nobody");
        var (registered, _) = await _ward.CallAsync("POST", "/api/devices", """{"device":"mon-b","again":true}""");
        registered.ShouldBe(HttpStatusCode.Created);
        var (retired, _) = await _ward.CallAsync("DELETE", "/api/devices/mon-b?discharge=p-9", "");
        retired.ShouldBe(HttpStatusCode.NoContent);
        (await BedsAsync()).ShouldBeEmpty();

        await _ward.CallAsync(
            "POST",
            "/api/beds/bed-b/binding",
            """{"device":"mon-a","patientName":"Di Fourth","patientId":"p-10"}"""
        );
        var (freed, _) = await _ward.CallAsync("DELETE", "/api/beds/bed-b/binding?discharge=p-10", "");
        freed.ShouldBe(HttpStatusCode.NoContent);
        (await BedsAsync()).ShouldBeEmpty();
    }

    private async Task<string?[]> BedsAsync() =>
        [.. (await _ward.GetAsync("/api/ward")).EnumerateArray().Select(b => b.GetProperty("bed").GetString())];
}
