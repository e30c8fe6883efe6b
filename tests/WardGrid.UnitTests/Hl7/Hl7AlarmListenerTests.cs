using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Shouldly;

namespace WardGrid.UnitTests.Hl7;

/// <summary>Alarms that a gateway sends to the real server are alarms of the patient's bed.</summary>
public sealed class Hl7AlarmListenerTests : IAsyncLifetime
{
    private const string Unknown = "0^MNDRY_EVT_POOR_CONTACT^99MNDRY^^^^^^Poor contact";

    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private GatewayAtWard _ward = null!;
    private TcpClient _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _ward = await GatewayAtWard.StartAsync();
        await _ward.BindAsync();
        _gateway = await _ward.ConnectAsync();
    }

    public ValueTask DisposeAsync()
    {
        _gateway.Dispose();
        return _ward.DisposeAsync();
    }

    [Fact]
    public async Task An_alarm_begins_and_ends_at_the_bed()
    {
        await AcceptedAsync(Hl7AlarmExample.Of(Now, "start"));
        var begun = (await AlarmsAsync()).ShouldHaveSingleItem();
        await AcceptedAsync(Hl7AlarmExample.Of(Now.AddSeconds(5), "end", state: "inactive"));

        Text(begun, "kind").ShouldBe("Asystole");
        Text(begun, "priority").ShouldBe("High");
        Text(begun, "origin").ShouldBe("Monitor");
        // Without an ECG nothing speaks for or against it.
        var decided = begun;
        await Eventually.UntilAsync(
            () => Text(decided, "verdict") == "Undecided",
            async () => decided = (await AlarmsAsync()).Single()
        );
        (await AlarmsAsync()).ShouldHaveSingleItem().GetProperty("endedAt").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task A_message_that_goes_on_opens_an_alarm_whose_start_was_lost_and_repeats_open_no_second_one()
    {
        await AcceptedAsync(Hl7AlarmExample.Of(Now, "continue"));
        await AcceptedAsync(Hl7AlarmExample.Of(Now.AddSeconds(1), "continue"));
        (await AlarmsAsync()).ShouldHaveSingleItem();
        await AcceptedAsync(Hl7AlarmExample.Of(Now.AddSeconds(2), "end"));
        // The end may come twice, and the start of the next alarm may be lost.
        await AcceptedAsync(Hl7AlarmExample.Of(Now.AddSeconds(2), "end"));
        await AcceptedAsync(Hl7AlarmExample.Of(Now.AddSeconds(3), "continue"));

        (await AlarmsAsync()).Count(a => a.GetProperty("endedAt").ValueKind == JsonValueKind.Null).ShouldBe(1);
        (await AlarmsAsync()).Length.ShouldBe(2);
    }

    [Fact]
    public async Task An_event_that_is_not_known_is_shown_is_in_the_ledger_and_can_be_mapped()
    {
        await AcceptedAsync(Hl7AlarmExample.Of(Now, "start", Unknown, priority: "PL"));
        var shown = (await AlarmsAsync()).ShouldHaveSingleItem();
        var ledger = (await _ward.GetAsync("/api/devices/monitor-1/not-shown")).EnumerateArray().Single();
        await AcceptedAsync(Hl7AlarmExample.Of(Now.AddSeconds(1), "end", Unknown));
        const string code = "/api/devices/monitor-1/alarm-codes/MNDRY_EVT_POOR_CONTACT";
        (await _ward.Http.PutAsJsonAsync(code, new { kind = "LeadOff" }, Stop)).EnsureSuccessStatusCode();
        await AcceptedAsync(Hl7AlarmExample.Of(Now.AddSeconds(2), "start", Unknown, priority: "PL"));

        Text(shown, "kind").ShouldBe("Other");
        Text(shown, "text").ShouldBe("Poor contact");
        Text(ledger, "name").ShouldBe("MNDRY_EVT_POOR_CONTACT");
        Text(ledger, "reason").ShouldBe("UnknownAlarm");
        (await AlarmsAsync()).Select(a => Text(a, "kind")).ShouldContain("LeadOff");
    }

    [Fact]
    public async Task An_alarm_of_another_patient_is_not_raised_here_and_the_sender_is_told()
    {
        var other = Hl7AlarmExample.Of(Now, "start").Replace("PID|||p-1", "PID|||p-2");

        (await SendAsync(other)).ShouldContain("MSA|AE|42\rERR|||204|");
        (await AlarmsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_without_an_event_is_refused_in_words()
    {
        (await SendAsync(Hl7AlarmExample.Message(Now, "OBX|1|ST|68481|1.3|start"))).ShouldContain(
            "|102|E||||the message"
        );
    }

    [Fact]
    public async Task After_an_alarm_that_is_refused_the_next_one_of_the_message_is_taken()
    {
        var old = Hl7AlarmExample.Of(Now.AddMinutes(-20), "start");
        var fresh = Hl7AlarmExample.Of(Now, "start", "199832^MDC_EVT_ECG_V_TACHY^MDC");

        (await SendAsync(old + fresh[fresh.IndexOf("OBR", StringComparison.Ordinal)..])).ShouldContain(
            "207|E||||Stale"
        );
        Text((await AlarmsAsync()).ShouldHaveSingleItem(), "kind").ShouldBe("VentricularTachycardia");
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string? Text(JsonElement element, string field) => element.GetProperty(field).GetString();

    private Task<string> SendAsync(string message) => GatewayAtWard.SendAsync(_gateway.GetStream(), message);

    private async Task AcceptedAsync(string message) => (await SendAsync(message)).ShouldContain("MSA|AA|42\r");

    private async Task<JsonElement[]> AlarmsAsync() => [.. (await _ward.GetAsync("/api/alarms")).EnumerateArray()];
}
