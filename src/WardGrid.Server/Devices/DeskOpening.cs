using WardGrid.Patients;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Devices;

/// <summary>Opens the desk before any device may connect.</summary>
/// <remarks>DEMO patients of an earlier run leave a ward that no longer admits them.</remarks>
internal sealed class DeskOpening(DeviceDesk desk, IDeviceRegister register, DemoSettings demo) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await desk.OpenAsync(cancellationToken);
        if (demo.Admit)
            return;
        foreach (var binding in (await register.BindingsAsync(cancellationToken)).Where(b => b.Demo))
        {
            if (await register.FindAsync(binding.Device, cancellationToken) is { Demo: true })
                await desk.UnbindAsync(binding.Bed, "WardGrid", cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
