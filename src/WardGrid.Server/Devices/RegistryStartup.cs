using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Server.Mqtt;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Devices;

/// <summary>Opens the registry before any device may connect.</summary>
/// <remarks>
/// DEMO patients of an earlier run are discharged where the ward no longer admits them. A device that is retired while
/// it is connected is disconnected.
/// </remarks>
internal sealed class RegistryStartup(
    DeviceRegistry registry,
    AlarmCodes codes,
    IDeviceRegister register,
    DevicePasswords passwords,
    DemoSettings demo,
    MqttEndpoint endpoint
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await registry.OpenAsync(cancellationToken);
        await codes.RefreshAsync(cancellationToken);
        registry.Retired += ShowOut;
        registry.CredentialEnded += passwords.Forget;
        if (demo.Admit)
            return;
        foreach (var association in (await register.AssociationsAsync(cancellationToken)).Where(b => b.Demo))
        {
            if (await register.FindAsync(association.Device, cancellationToken) is { Demo: true })
                await registry.UnbindAsync(association.Bed, "WardGrid", cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        registry.Retired -= ShowOut;
        registry.CredentialEnded -= passwords.Forget;
        return Task.CompletedTask;
    }

    private void ShowOut(string device)
    {
        foreach (var peer in endpoint.Peers.Where(peer => peer.UserName == device))
            endpoint.Disconnect(peer.ClientId, ReasonCode.NotAuthorised, "the device was retired");
    }
}
