namespace WardGrid.Patients.Devices;

/// <summary>Where devices connect to this server.</summary>
public interface IDeviceEndpoint
{
    /// <summary>The port without TLS; 0: none.</summary>
    int Port { get; }

    /// <summary>The port with TLS; 0: none.</summary>
    int TlsPort { get; }
}
