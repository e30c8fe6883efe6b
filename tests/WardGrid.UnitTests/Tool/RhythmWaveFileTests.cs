using System.Text;
using Shouldly;
using WardGrid.Signals.Rhythm.Reading;
using WardGrid.Tool.Evaluate.Rhythms;
using WardGrid.UnitTests.Signals;

namespace WardGrid.UnitTests.Tool;

public class RhythmWaveFileTests
{
    private const int EntryBytes = 16 + 1 + 4 * RhythmWave.MostSamples;

    [Fact]
    public void Each_entry_has_name_label_and_a_wave_that_ends_with_the_newest_sample()
    {
        var bed = new PlayedBed((PlayedBed.Lead(), t => Waves.Ecg(t))).PlayTo(12);
        var wave = RhythmWave.Of(bed[0], bed[0].EndSeconds);
        var file = Path.GetTempFileName();
        try
        {
            RhythmWaveFile.Write(file, [("A00001", "N", wave), ("A00002", "~", wave)]);

            var bytes = File.ReadAllBytes(file);
            var head = BitConverter.ToUInt16(bytes, 8) + 10;
            (head % 64).ShouldBe(0);
            Encoding.ASCII.GetString(bytes, 1, 5).ShouldBe("NUMPY");
            Encoding.ASCII.GetString(bytes, 10, head - 10).ShouldContain("'shape': (2,)");
            bytes.Length.ShouldBe(head + 2 * EntryBytes);
            Encoding.ASCII.GetString(bytes, head + EntryBytes, 6).ShouldBe("A00002");
            bytes[head + EntryBytes + 16].ShouldBe((byte)'~');
            BitConverter.ToSingle(bytes, head + 17).ShouldBe(float.NaN);
            BitConverter.ToSingle(bytes, bytes.Length - 4).ShouldBe(wave.Samples[^1]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
