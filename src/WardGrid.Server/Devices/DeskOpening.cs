using WardGrid.Patients;
using WardGrid.Server.Mqtt;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Devices;

/// <summary>Opens the desk before any device may connect.</summary>
/// <remarks>DEMO patients of an earlier run leave a ward that no longer admits them. A device that is retired while it is connected is shown out.</remarks>
internal sealed class DeskOpening(DeviceDesk desk, IDeviceRegister register, DemoSettings demo, MqttEndpoint endpoint) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await desk.OpenAsync(cancellationToken);
        desk.Retired += ShowOut;
        if (demo.Admit)
            return;
        foreach (var binding in (await register.BindingsAsync(cancellationToken)).Where(b => b.Demo))
        {
            if (await register.FindAsync(binding.Device, cancellationToken) is { Demo: true })
                await desk.UnbindAsync(binding.Bed, "WardGrid", cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        desk.Retired -= ShowOut;
        return Task.CompletedTask;
    }

    private void ShowOut(string device)
    {
        foreach (var peer in endpoint.Peers.Where(peer => peer.UserName == device))
            endpoint.Disconnect(peer.ClientId, ReasonCode.NotAuthorised, "the device was retired");
    }
}
