using System.Net.Http.Json;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WardGrid.Patients.Records;

namespace WardGrid.UnitTests.Server;

/// <summary>What the audit trail holds of an act: from where, and what was there before and after.</summary>
public sealed class AuditDetailTests : IAsyncLifetime
{
    private ServerInProcess _server = null!;
    private HttpClient _person = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerInProcess.StartAsync();
        _person = _server.Stranger();
        await SignedIn.AsTesterAsync(_person);
    }

    public ValueTask DisposeAsync()
    {
        _person.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task Each_act_says_from_where_and_what_it_changed()
    {
        await PostAsync("/api/devices", new { device = "mon-1", model = "X2" });
        await PostAsync("/api/devices", new { device = "mon-2" });
        await PutAsync("/api/devices/mon-1/channels/A", new { code = 131330 });
        await PutAsync("/api/devices/mon-1/channels/A", new { code = 131329 });
        await BindAsync("ICU-1", "mon-1");
        await PutAsync("/api/beds/ICU-1/limits", Limits(tachycardiaAbove: 150));
        await PutAsync("/api/beds/ICU-1/limits", Limits(tachycardiaAbove: 130));
        await PostAsync("/api/beds/ICU-1/inactive", Off("AudioOff"));
        await PostAsync("/api/beds/ICU-1/inactive", Off("AlarmOff"));
        (await _person.DeleteAsync("/api/beds/ICU-1/inactive/Desaturation", Stop)).EnsureSuccessStatusCode();
        await BindAsync("ICU-2", "mon-2");
        await PostAsync("/live/sound", new { state = "paused" });
        await PostAsync("/live/sound", new { state = "on" });

        var acts = (await EntriesAsync())
            .Where(e => e.By == SignedIn.UserName && !e.What.StartsWith("person."))
            .ToList();
        acts.ShouldAllBe(e => e.From == "127.0.0.1");
        acts.Select(e => $"{e.What} {e.Subject}: {e.Detail}")
            .ShouldBe([
                "session.begun tester: password",
                "device.registered mon-1: none to model 'X2', serial ''",
                "device.registered mon-2: none to model '', serial ''",
                "channel.mapped mon-1: channel A: code 0 to 131330",
                "channel.mapped mon-1: channel A: code 131330 to 131329",
                "device.bound ICU-1: none to device mon-1, patient p1",
                "limits.changed ICU-1: HR 40-140, SpO2 90, systolic 90-180 to HR 40-150, SpO2 90, systolic 90-180",
                "limits.changed ICU-1: HR 40-150, SpO2 90, systolic 90-180 to HR 40-130, SpO2 90, systolic 90-180",
                "alarm.inactivated ICU-1: Desaturation: on to AudioOff until it is turned on. known",
                "alarm.inactivated ICU-1: Desaturation: AudioOff to AlarmOff until it is turned on. known",
                "alarm.reactivated ICU-1: Desaturation: AlarmOff by tester to on, ended by hand",
                "device.bound ICU-2: none to device mon-2, patient p1, from bed ICU-1 with device mon-1",
                "ward.sound.paused ward: on to paused",
                "ward.sound.on ward: paused to on",
            ]);
    }

    [Fact]
    public async Task Whoever_opens_a_beds_live_line_without_its_page_has_looked_at_the_patient()
    {
        await PostAsync("/api/devices", new { device = "mon-1" });
        await BindAsync("ICU-1", "mon-1");
        using var handler = new HttpClientHandler();
        using var person = new HttpClient(handler) { BaseAddress = _server.Address };
        await SignedIn.AsAsync(person, SignedIn.UserName, SignedIn.Password);
        using var socket = new ClientWebSocket();
        socket.Options.Cookies = handler.CookieContainer;
        var line = new UriBuilder(_server.Address) { Scheme = "ws", Path = "/live/beds/ICU-1" };

        await socket.ConnectAsync(line.Uri, Stop);

        AuditEntry? looked = null;
        await Eventually.UntilAsync(
            () => looked is not null,
            async () => looked = (await EntriesAsync()).SingleOrDefault(e => e.What == "patient.viewed")
        );
        var seen = looked!;
        (seen.By, seen.From, seen.Subject, seen.Detail).ShouldBe((SignedIn.UserName, "127.0.0.1", "p1", "ICU-1"));
    }

    private static object Off(string state) =>
        new
        {
            kind = "Desaturation",
            state,
            reason = "known",
        };

    private static object Limits(int tachycardiaAbove) =>
        new
        {
            bradycardiaBelow = 40,
            tachycardiaAbove,
            spo2Below = 90,
            systolicBelow = 90,
            systolicAbove = 180,
        };

    private Task BindAsync(string bed, string device) =>
        PostAsync(
            $"/api/beds/{bed}/binding",
            new
            {
                device,
                patientName = "Ada",
                patientId = "p1",
                from = "ICU-1",
            }
        );

    private async Task PostAsync(string path, object body) =>
        (await _person.PostAsJsonAsync(path, body, Stop)).EnsureSuccessStatusCode();

    private async Task PutAsync(string path, object body) =>
        (await _person.PutAsJsonAsync(path, body, Stop)).EnsureSuccessStatusCode();

    private async Task<IEnumerable<AuditEntry>> EntriesAsync() =>
        (
            await _server
                .Services.GetRequiredService<IAuditReader>()
                .FindAsync(new() { OldestFirst = true, Limit = 1000 }, Stop)
        ).Select(r => r.Entry);
}
