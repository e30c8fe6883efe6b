using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices.Conformance;

/// <summary>All that a run has heard of a device.</summary>
/// <param name="Announcements">Births and alerts.</param>
/// <param name="Unguaranteed">Those of them that came at QoS 0.</param>
/// <param name="Connections">How often the device connected again.</param>
/// <param name="KeepAlive">Seconds; null where the device comes through a broker.</param>
internal sealed record HeardDevice(
    DeviceBirth? Birth,
    Refusal BirthRefusal,
    WaveMeasure Waves,
    AlertMeasure Alerts,
    DelayHistogram Numbers,
    long Announcements,
    long Unguaranteed,
    int Connections,
    ushort? KeepAlive,
    IReadOnlyDictionary<RefusalReason, long> Refused,
    bool IsBound,
    long Messages
)
{
    public bool HasWaves => Waves.Sequence.Bundles > 0;
}
