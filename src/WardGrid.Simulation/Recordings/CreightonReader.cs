using System.Collections.Immutable;

namespace WardGrid.Simulation.Recordings;

/// <summary>
/// Reads a record of the Creighton University database as it is passed on in MATLAB v5, without a header.
/// </summary>
public static class CreightonReader
{
    /// <summary>
    /// Samples per second, and raw units per mV: 12 bits over 10 mV, as the database describes itself
    /// (Nolle et al. 1986).
    /// </summary>
    public const double Rate = 250,
        Gain = 400;

    /// <exception cref="FormatException">The file cannot be read; the message names the byte.</exception>
    public static Recording Read(string name, ReadOnlySpan<byte> file)
    {
        var rows = MatlabMatrixReader.Read(file);
        var signals = rows.Select(_ => new RecordingSignal(
                $"{name}.mat",
                SampleFormat.Int16,
                0,
                Gain,
                0,
                "mV",
                null,
                "ECG"
            ))
            .ToImmutableArray();
        return new(new(name, Rate, rows.Length == 0 ? 0 : rows[0].Length, signals, []), [.. rows]);
    }
}
