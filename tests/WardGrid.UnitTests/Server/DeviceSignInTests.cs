using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using Shouldly;
using WardGrid.Records;
using WardGrid.Server.Devices;
using WardGrid.Server.Mqtt;
using WardGrid.Simulation.Bedside;

namespace WardGrid.UnitTests.Server;

/// <summary>Devices that sign in at the whole server with passwords.</summary>
public sealed class DeviceSignInTests : IAsyncLifetime
{
    private const string Password = "abcdefghijklmnopqrstuvwx";

    private ServerInProcess _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private RecordStore Store => _server.Services.GetRequiredService<RecordStore>();

    public async ValueTask InitializeAsync() => _server = await ServerInProcess.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_hash_of_an_earlier_version_lets_the_device_in_and_is_renewed_unseen()
    {
        var earlier = EarlierHash.Of(Password);
        await KnowAsync("monitor-1", earlier);

        await Should.ThrowAsync<MqttRefusedException>(() => ConnectAsync("monitor-1", "wrong"));
        (await HashAsync("monitor-1")).ShouldBe(earlier, "a wrong password renews nothing");
        await ConnectAsync("monitor-1", Password);

        await Eventually.UntilAsync(() => Registry.PasswordHashOf("monitor-1") != earlier);
        Credential.IsOutdated(await HashAsync("monitor-1")).ShouldBeFalse();
        await ConnectAsync("monitor-1", Password);
        await Should.ThrowAsync<MqttRefusedException>(() => ConnectAsync("monitor-1", "wrong"));
        var trail = await Store.Audit.ReadAsync(0, 100, Stop);
        trail.ShouldAllBe(r => r.Entry.What != "device.registered");
    }

    [Fact]
    public async Task Who_guesses_is_slowed_and_a_device_that_was_in_is_not()
    {
        await KnowAsync("monitor-1", Credential.Hash(Password));
        await KnowAsync("monitor-2", Credential.Hash(Password));
        await ConnectAsync("monitor-1", Password);
        foreach (var device in new[] { "monitor-1", "monitor-2" })
            for (var i = 0; i < 5; i++)
                await Should.ThrowAsync<MqttRefusedException>(() => ConnectAsync(device, $"guess {i}"));

        var refusal = await Should.ThrowAsync<MqttRefusedException>(() => ConnectAsync("monitor-2", Password));

        refusal.Reason.ShouldBe(MqttClientConnectResultCode.ConnectionRateExceeded);
        await ConnectAsync("monitor-1", Password);
        await KnowAsync("monitor-1", Credential.Hash("another one"));
        await Should.ThrowAsync<MqttRefusedException>(() => ConnectAsync("monitor-1", Password));
    }

    private DeviceRegistry Registry => _server.Services.GetRequiredService<DeviceRegistry>();

    /// <summary>The device stands in the store, as another server of the hospital may have put it there.</summary>
    private async Task KnowAsync(string device, string hash)
    {
        await Store.Devices.RegisterAsync(new(device, "", "", hash, Demo: false, Clocks.Morning), Stop);
        await Registry.RefreshAsync(Stop);
    }

    private async Task<string> HashAsync(string device) => (await Store.Devices.FindAsync(device, Stop))!.PasswordHash;

    private async Task ConnectAsync(string device, string password)
    {
        await using var client = new ReconnectingMqttClient(
            new()
            {
                Host = "127.0.0.1",
                Port = _server.Services.GetRequiredService<MqttListener>().Port,
                ClientId = $"{device} {Guid.NewGuid()}",
                UserName = device,
                Password = password,
            }
        );
        await client.ConnectAsync(Stop);
    }
}
