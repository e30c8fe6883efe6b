using System.Runtime.InteropServices;
using System.Text;
using WardGrid.Signals.Rhythm.Reading;

namespace WardGrid.Tool.Evaluate.Rhythms;

/// <summary>Writes the waves of records for training, as a structured array that <c>numpy.load</c> reads.</summary>
/// <remarks>
/// NPY format 1.0: one entry for each record, with the fields record, label and wave. A wave ends with its newest
/// sample; NaN stands before its first one and where a sample is missing.
/// </remarks>
public static class RhythmWaveFile
{
    private const int NameLength = 16;
    private const int HeadMultiple = 64;

    public static void Write(string file, IReadOnlyCollection<(string Record, string Label, RhythmWave Wave)> rows)
    {
        using var to = new BinaryWriter(File.Create(file), Encoding.ASCII);
        WriteHead(to, rows.Count);
        var row = new float[RhythmWave.MostSamples];
        foreach (var (record, label, wave) in rows)
        {
            to.Write(Encoding.ASCII.GetBytes(record.PadRight(NameLength, '\0'))[..NameLength]);
            to.Write(Encoding.ASCII.GetBytes(label)[..1]);
            Array.Fill(row, float.NaN);
            wave.Samples.CopyTo(row.AsSpan(row.Length - wave.Samples.Length));
            to.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }

    private static void WriteHead(BinaryWriter to, int rows)
    {
        var fields = $"[('record', 'S{NameLength}'), ('label', 'S1'), ('wave', '<f4', ({RhythmWave.MostSamples},))]";
        var text = $"{{'descr': {fields}, 'fortran_order': False, 'shape': ({rows},), }}";
        const int before = 10;
        var length = (before + text.Length + HeadMultiple) / HeadMultiple * HeadMultiple - before;
        to.Write([0x93, .. "NUMPY"u8, 1, 0]);
        to.Write((ushort)length);
        to.Write(Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n"));
    }
}
