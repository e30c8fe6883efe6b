namespace WardGrid.Patients.Devices.Previews;

/// <summary>Shows what a registered device sends before a person binds it to a bed.</summary>
public interface IDevicePreviews
{
    /// <summary>What the device has sent since somebody began to look; looking ends 10 s after the last call.</summary>
    ValueTask<DevicePreview> ReadAsync(string device, CancellationToken stop);
}
