using Shouldly;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Recordings;

namespace WardGrid.UnitTests.Simulation.Recordings;

public class AnnotationReaderTests
{
    [Fact]
    public void A_beat_a_long_pause_and_a_rhythm_are_read_in_turn()
    {
        var annotations = AnnotationReader.Read([
            .. Word(1, 100), // a normal beat at sample 100
            .. Word(59, 0),
            0x01,
            0x00,
            0x02,
            0x00, // skip 0x00010002 samples
            .. Word(28, 5),
            .. Word(61, 3),
            .. Word(63, 3),
            (byte)'(',
            (byte)'V',
            (byte)'T',
            0,
            .. Word(60, 7),
            .. Word(62, 1),
            .. Word(5, 20),
            .. Word(0, 0),
            .. Word(1, 1), // beyond the end mark
        ]);

        annotations.ShouldBe([
            new(100, AnnotationCode.Normal, 0, 0, 0, ""),
            new(100 + 0x10002 + 5, AnnotationCode.RhythmChange, 3, 1, 7, "(VT"),
            new(100 + 0x10002 + 25, AnnotationCode.PrematureVentricular, 0, 1, 7, ""),
        ]);
    }

    [Fact]
    public void A_file_that_ends_inside_an_annotation_is_refused_with_the_byte()
    {
        Should.Throw<FormatException>(() => AnnotationReader.Read([1])).Message.ShouldContain("byte 0");
        Should
            .Throw<FormatException>(() => AnnotationReader.Read([.. Word(59, 0), 1, 0]))
            .Message.ShouldContain("byte 4");
        Should
            .Throw<FormatException>(() => AnnotationReader.Read([.. Word(1, 1), .. Word(63, 9), 65]))
            .Message.ShouldContain("a text of 9 bytes");
        Should
            .Throw<FormatException>(() => AnnotationReader.Read([.. Word(63, 1), 65, 0]))
            .Message.ShouldContain("before the first annotation");
        Should
            .Throw<FormatException>(() => AnnotationReader.Read([.. Word(59, 0), 0xFF, 0xFF, 0, 0, .. Word(1, 1)]))
            .Message.ShouldContain("before the record");
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_and_nothing_else()
    {
        var bytes = new byte[64];
        uint state = 1;
        for (var trial = 0; trial < 20_000; trial++)
        {
            foreach (ref var b in bytes.AsSpan())
                b = (byte)((state = state * 1664525 + 1013904223) >> 24);
            try
            {
                AnnotationReader.Read(bytes.AsSpan(0, trial % 64));
            }
            catch (FormatException)
            {
                continue;
            }
        }
    }

    // The counts are those of the database's own tables (beats of all kinds, premature ventricular beats).
    [Theory]
    [InlineData("mitdb/100", 2274, 2273, 1)]
    [InlineData("mitdb/105", 2691, 2572, 41)]
    [InlineData("mitdb/200", 2792, 2601, 826)]
    public void Real_annotations_have_their_known_counts(string record, int all, int beats, int ventricular)
    {
        var annotations = RecordingFiles.ReadAnnotations(RealRecords.Path(record));

        annotations.Length.ShouldBe(all);
        annotations.Count(a => a.IsBeat).ShouldBe(beats);
        annotations.Count(a => a.Code == AnnotationCode.PrematureVentricular).ShouldBe(ventricular);
        annotations[0].Text.ShouldStartWith("(");
    }

    [Fact]
    public void The_rhythms_of_a_ventricular_tachyarrhythmia_record_are_in_its_texts() =>
        RecordingFiles
            .ReadAnnotations(RealRecords.Path("vfdb/420"))
            .Where(a => a.Code == AnnotationCode.RhythmChange)
            .Select(a => a.Text)
            .ShouldContain("(VT");

    private static byte[] Word(int code, int value) => [(byte)value, (byte)(code << 2 | value >> 8)];
}
