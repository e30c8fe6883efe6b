using System.Collections.Immutable;

namespace WardGrid.Patients;

/// <summary>A view of the ward, or a source of views.</summary>
public interface IWardObserver
{
    /// <summary>A bed changed; at most a few times a second per bed.</summary>
    void Changed(PatientSnapshot bed);

    /// <summary>
    /// A bed's patient was discharged or replaced: remove everything that is shown of the bed at once.
    /// </summary>
    void Gone(string bed);

    /// <summary>
    /// New samples of a bed, as the device's binary wave bundle; the memory is valid during the call only.
    /// </summary>
    void Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame);
}
