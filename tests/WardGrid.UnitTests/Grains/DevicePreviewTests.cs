using System.Text;
using Microsoft.Extensions.Time.Testing;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Devices.Previews;
using WardGrid.Patients.People;
using WardGrid.Server.Devices;
using WardGrid.Signals.Protocol;
using WardGrid.UnitTests.Patients;

namespace WardGrid.UnitTests.Grains;

/// <summary>What a device that serves no bed sends, on its way through the router to who looks.</summary>
public sealed class DevicePreviewTests : IAsyncLifetime
{
    private const string Birth = """
        {"epoch":1,"model":"B650","serial":"1","channels":[
          {"i":0,"name":"II","mdc":131330,"rate":250,"unit":"mV","gain":200.0,"offset":0}]}
        """;

    private LoneSilo _silo = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _silo = await LoneSilo.StartAsync(new RecordsInMemory(), TimeProvider.System);
        (
            await _silo.Of<DeviceRegistry>().RegisterAsync("monitor-1", "B650", "1", new Actor("engineer", ""), Stop)
        ).Outcome.Done.ShouldBeTrue();
    }

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Who_looks_sees_what_comes_from_then_on_and_the_birth_that_came_before()
    {
        await SendAsync(MessageKind.Birth, Birth);
        (await ReadAsync()).Messages.ShouldBeEmpty();

        // Whether somebody looks is asked once a second; a device sends again.
        await Eventually.UntilAsync(
            () => _seen.Numbers.Length == 1,
            async () =>
            {
                await SendAsync(MessageKind.Numerics, """{"epoch":1,"time":5,"v":{"147842":71}}""");
                await ReadAgainAsync();
            }
        );
        _seen.Model.ShouldBe("B650");
        _seen.Channels.ShouldHaveSingleItem().Declaration.Name.ShouldBe("II");
    }

    [Fact]
    public async Task A_refused_message_is_seen_with_the_reason()
    {
        await ReadAsync();

        await SendAsync(MessageKind.Wave, "garbage");

        await Eventually.UntilAsync(() => !_seen.Refused.IsEmpty, ReadAgainAsync);
        _seen.Refused[0].Why.ShouldContain("a wave bundle has a header of 21 bytes");
    }

    [Fact]
    public void Ten_seconds_after_the_last_look_nothing_is_kept()
    {
        var clock = new FakeTimeProvider(Clocks.Morning);
        var device = new WatchedDevice(_ => null, clock);
        Hear().ShouldBeFalse("nobody has looked yet");
        device.Look().Messages.ShouldBeEmpty();
        Hear().ShouldBeTrue();
        clock.Advance(WatchedDevice.Lease);
        device.Look().Model.ShouldBe("B650");

        clock.Advance(WatchedDevice.Lease + TimeSpan.FromSeconds(1));

        Hear().ShouldBeFalse();
        device.Look().Messages.ShouldBeEmpty();

        bool Hear() => device.Hear(MessageKind.Birth, Encoding.UTF8.GetBytes(Birth), clock.GetUtcNow());
    }

    private DevicePreview _seen = DevicePreview.Empty;

    private ValueTask<DevicePreview> ReadAsync() => _silo.Of<IDevicePreviews>().ReadAsync("monitor-1", Stop);

    private async Task ReadAgainAsync() => _seen = await ReadAsync();

    private async Task SendAsync(MessageKind kind, string payload)
    {
        var refusal = await _silo
            .Of<DeviceMessageRouter>()
            .AcceptAsync(
                new DeviceTopic("site", "icu", "monitor-1", kind),
                Encoding.UTF8.GetBytes(payload),
                MqttQualityOfServiceLevel.AtLeastOnce,
                "127.0.0.1"
            );
        refusal.IsRefused.ShouldBeTrue("it is bound to no bed");
    }
}
