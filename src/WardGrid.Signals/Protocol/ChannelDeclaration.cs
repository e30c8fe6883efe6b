namespace WardGrid.Signals.Protocol;

/// <summary>One channel as a device declares it at birth.</summary>
/// <param name="Index">The channel's number in wave frames, 0 to 255.</param>
/// <param name="Name">The vendor's own name, shown to people.</param>
/// <param name="Code">The IEEE 11073-10101 code.</param>
/// <param name="Rate">Samples per second.</param>
/// <param name="Unit">Unit of the physical value.</param>
/// <param name="Gain">Raw units per physical unit: physical = (raw - Offset) / Gain.</param>
/// <param name="Offset">The raw value of physical zero.</param>
public sealed record ChannelDeclaration(
    int Index,
    string Name,
    int Code,
    double Rate,
    string Unit,
    double Gain,
    double Offset
)
{
    /// <summary>The raw value that stands for a missing sample.</summary>
    public const short Missing = short.MinValue;

    public SignalKind Kind => Mdc.KindOf(Code);

    /// <summary>Converts one raw value; NaN if it is missing.</summary>
    public float Physical(short raw) => raw == Missing ? float.NaN : (float)((raw - Offset) / Gain);
}
