using System.Collections.Immutable;

namespace WardGrid.Simulation.Recordings;

/// <summary>The header of a WFDB record (<c>.hea</c>).</summary>
/// <param name="Rate">Samples per second of every signal.</param>
/// <param name="Length">Samples of each signal; 0 if the header does not say, then the length of the signal files
/// decides.</param>
/// <param name="Comments">The lines after <c>#</c>, as they stand: age, diagnosis, the alarm and its label.</param>
public sealed record RecordingHeader(
    string Name,
    double Rate,
    long Length,
    ImmutableArray<RecordingSignal> Signals,
    ImmutableArray<string> Comments
)
{
    /// <summary>The signal files that the record needs, each once.</summary>
    public IEnumerable<string> Files => Signals.Select(s => s.File).Distinct();
}

/// <summary>How the samples of a signal file are packed.</summary>
public enum SampleFormat
{
    /// <summary>Little-endian int16; -32768 is a missing sample.</summary>
    Int16 = 16,

    /// <summary>Two 12-bit samples in three bytes; -2048 is a missing sample.</summary>
    Packed12 = 212,
}

/// <summary>One signal of a record.</summary>
/// <param name="File">The signal file's own name, in the folder of the header.</param>
/// <param name="ByteOffset">Bytes of the signal file before its first sample: 24 for a MATLAB v4 matrix.</param>
/// <param name="Gain">Raw units per physical unit: physical = (raw - Baseline) / Gain.</param>
/// <param name="Baseline">The raw value of physical zero; it may lie outside the range of a sample.</param>
/// <param name="Unit">Unit of the physical value.</param>
/// <param name="Checksum">The 16-bit sum of the raw samples as the header states it; null if it has none.</param>
/// <param name="Description">The signal's name, such as II, MLII, PLETH or ABP.</param>
public sealed record RecordingSignal(
    string File,
    SampleFormat Format,
    int ByteOffset,
    double Gain,
    double Baseline,
    string Unit,
    short? Checksum,
    string Description
)
{
    /// <summary>The gain of a signal whose header states none or 0 (WFDB's convention), raw units per mV.</summary>
    public const double DefaultGain = 200;
}
