using System.Collections.Immutable;

namespace WardGrid.Patients;

/// <summary>A view, or what feeds views.</summary>
public interface IWardObserver
{
    /// <summary>A bed changed; at most a few times a second per bed.</summary>
    void Changed(PatientSnapshot bed);

    /// <summary>A bed was discharged, or its patient was replaced: everything shown of it must go at once.</summary>
    void Gone(string bed);

    /// <summary>
    /// New samples of a bed, as the device's binary wave bundle; the memory is valid during the call only.
    /// </summary>
    void Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame);
}
