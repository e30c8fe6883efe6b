using WardGrid.Patients.Devices;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>An endpoint with both of its ports open.</summary>
internal sealed class FakeDeviceEndpoint : IDeviceEndpoint
{
    public int Port => 1883;

    public int TlsPort => 8883;
}
