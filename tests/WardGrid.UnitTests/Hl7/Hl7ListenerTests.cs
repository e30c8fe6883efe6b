using System.Net.Sockets;
using System.Text.Json;
using Shouldly;

namespace WardGrid.UnitTests.Hl7;

/// <summary>A gateway that speaks HL7 v2 to the real server, on a real socket.</summary>
public sealed class Hl7ListenerTests : IAsyncLifetime
{
    private GatewayAtWard _ward = null!;

    public async ValueTask InitializeAsync() => _ward = await GatewayAtWard.StartAsync();

    public ValueTask DisposeAsync() => _ward.DisposeAsync();

    [Fact]
    public async Task Numbers_of_a_message_are_on_the_bed_and_what_is_not_understood_is_kept()
    {
        await _ward.BindAsync();
        using var gateway = await _ward.ConnectAsync();

        var answer = await SendAsync(
            gateway,
            Hl7Example.Of(DateTimeOffset.UtcNow, "p-1", Hl7Example.Usual, "OBX|2|NM|150344|1|37|Cel|||||F")
        );

        answer.ShouldContain("MSA|AA|42\r");
        (await BedAsync()).GetProperty("pulseRate").GetDouble().ShouldBe(72);
        var refused = await _ward.GetAsync("/api/devices/monitor-1/refused");
        refused.EnumerateArray().Select(r => r.GetProperty("reason").GetString()).ShouldContain("UnknownChannel");
    }

    [Fact]
    public async Task A_message_for_another_patient_changes_nothing_and_is_said()
    {
        await _ward.BindAsync();
        using var gateway = await _ward.ConnectAsync();

        var answer = await SendAsync(gateway, Hl7Example.Of(DateTimeOffset.UtcNow, "p-2", Hl7Example.Usual));

        answer.ShouldContain("MSA|AE|42\rERR|||204|E||||PID-3 names another patient");
        (await BedAsync()).GetProperty("pulseRate").ValueKind.ShouldBe(JsonValueKind.Null);
        var heard = await _ward.GetAsync("/api/devices/quarantine");
        heard
            .EnumerateArray()
            .ShouldHaveSingleItem()
            .GetProperty("reason")
            .GetString()!
            .ShouldContain("another patient");
    }

    [Fact]
    public async Task A_stranger_is_in_quarantine()
    {
        using var gateway = await _ward.ConnectAsync();

        var answer = await SendAsync(gateway, Hl7Example.Of(DateTimeOffset.UtcNow, "", Hl7Example.Usual));

        answer.ShouldContain("MSA|AE|42\rERR|||207|E||||UnknownDevice");
        var heard = await _ward.GetAsync("/api/devices/quarantine");
        heard.EnumerateArray().ShouldHaveSingleItem().GetProperty("device").GetString().ShouldBe("monitor-1");
    }

    [Fact]
    public async Task Garbage_gets_an_answer_and_the_connection_goes_on()
    {
        await _ward.BindAsync();
        using var gateway = await _ward.ConnectAsync();

        (await SendAsync(gateway, "hello")).ShouldContain("MSA|AR|\rERR|||100|");
        (await SendAsync(gateway, "MSH|^~\\&|monitor-1||||||ADT^A01|9|P|2.6")).ShouldContain("MSA|AR|9\rERR|||200|");
        var old = Hl7Example.Of(DateTimeOffset.UtcNow, "p-1", Hl7Example.Usual).Replace("+0000", "");
        (await SendAsync(gateway, old)).ShouldContain("MSA|AE|42\rERR|||102|E||||OBX 1: OBX-14 or OBR-7 needs");
        (await SendAsync(gateway, Hl7Example.Of(DateTimeOffset.UtcNow, "p-1", Hl7Example.Usual))).ShouldContain(
            "MSA|AA|42"
        );
    }

    [Fact]
    public async Task An_address_that_is_not_allowed_is_not_heard()
    {
        await using var ward = await GatewayAtWard.StartAsync(allowed: "10.1.2.3");
        using var gateway = await ward.ConnectAsync();

        await Should.ThrowAsync<EndOfStreamException>(() => SendAsync(gateway, "hello"));
    }

    private static Task<string> SendAsync(TcpClient gateway, string message) =>
        GatewayAtWard.SendAsync(gateway.GetStream(), message);

    [Fact]
    public async Task Numbers_without_a_zone_are_taken_only_where_the_settings_name_one()
    {
        await _ward.BindAsync();
        await using var berlin = await GatewayAtWard.StartAsync(further: new() { ["Hl7:TimeZone"] = "Europe/Berlin" });
        await berlin.BindAsync();
        var clock = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(DateTimeOffset.UtcNow, "Europe/Berlin").DateTime;
        var message = Hl7Example
            .Of(new DateTimeOffset(clock, TimeSpan.Zero), "p-1", Hl7Example.Usual)
            .Replace("+0000", "");

        using var toAnother = await _ward.ConnectAsync();
        using var toBerlin = await berlin.ConnectAsync();

        (await SendAsync(toAnother, message)).ShouldContain("MSA|AE|42\rERR|||102|E||||OBX 1: OBX-14 or OBR-7 needs");
        (await SendAsync(toBerlin, message)).ShouldContain("MSA|AA|42\r");
        (await berlin.GetAsync("/api/beds/bed-1")).GetProperty("pulseRate").GetDouble().ShouldBe(72);
    }

    private Task<JsonElement> BedAsync() => _ward.GetAsync("/api/beds/bed-1");
}
