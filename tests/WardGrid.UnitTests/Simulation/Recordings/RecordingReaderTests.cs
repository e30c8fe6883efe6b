using System.Text;
using Shouldly;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Recordings;

namespace WardGrid.UnitTests.Simulation.Recordings;

public class RecordingReaderTests
{
    [Fact]
    public void Interleaved_words_become_channels_and_a_missing_sample_is_not_a_number()
    {
        var recording = Read(
            "a 2 250 2\na.mat 16+4 10(5)/mV\na.mat 16+4 1/mmHg\n",
            [9, 9, 9, 9, 15, 0, 7, 0, 0x00, 0x80, 0xFF, 0xFF]
        );

        recording.Length.ShouldBe(2);
        recording.Physical(0).ShouldBe([1f, float.NaN]);
        recording.Physical(1).ShouldBe([7f, -1f]);
    }

    [Fact]
    public void Two_samples_of_twelve_bits_share_three_bytes()
    {
        // 0x123 and -2 (0xFFE), then -2048, which is missing, and 1
        var recording = Read("a 1 250 4\na.dat 212 1\n", [0x23, 0xF1, 0xFE, 0x00, 0x08, 0x01]);

        recording.Raw(0).ToArray().ShouldBe([(short)0x123, (short)-2, short.MinValue, (short)1]);
    }

    [Fact]
    public void Without_a_declared_length_the_file_tells_it() =>
        Read("a 1 250\na.dat 16 1\n", new byte[20]).Length.ShouldBe(10);

    [Fact]
    public void A_part_beyond_the_record_is_not_a_number()
    {
        var part = new float[4];
        Read("a 1 250 2\na.dat 16 1\n", [1, 0, 2, 0]).Physical(0, -1, part);

        part.ShouldBe([float.NaN, 1f, 2f, float.NaN]);
    }

    [Theory]
    [InlineData(
        "a 1 250 3\na.dat 16 1\n",
        "a.dat: 3 samples of 1 signals are declared, the file ends at byte 4 after 2"
    )]
    [InlineData("a 1 250 9223372036854775807\na.dat 212 1\n", "are declared")]
    [InlineData("a 1 250 1\nb.dat 16 1\n", "the signal file b.dat is missing")]
    [InlineData("a 1 250 1\na.dat 16+900 1\n", "declared at byte 900")]
    [InlineData("a 2 250 1\na.dat 16 1\na.dat 212 1\n", "differ in format")]
    public void A_file_that_does_not_fit_its_header_is_refused(string header, string reason) =>
        Should.Throw<FormatException>(() => Read(header, [1, 0, 2, 0])).Message.ShouldContain(reason);

    [Theory]
    [InlineData("mitdb/100", 650_000, "MLII", "V5")]
    [InlineData("mitdb/105", 650_000, "MLII", "V1")]
    [InlineData("mitdb/200", 650_000, "MLII", "V1")]
    [InlineData("vfdb/420", 525_000, "ECG", "ECG")]
    public void A_known_record_has_its_known_length_and_leads(string record, int length, params string[] leads)
    {
        var recording = RecordingFiles.Read(RealRecords.Path(record));

        recording.Length.ShouldBe(length);
        recording.Header.Signals.Select(s => s.Description).ShouldBe(leads);
    }

    [Theory]
    [InlineData("mitdb")]
    [InlineData("vfdb")]
    [InlineData("challenge2015/training")]
    public void The_samples_of_real_records_sum_to_their_headers_checksums(string folder)
    {
        // Ten records of each folder keep the test short; a wrong nibble or byte order fails on the first.
        foreach (var record in RecordingFiles.In(RealRecords.Folder(folder)).Take(10))
        {
            var recording = RecordingFiles.Read(record);
            for (var i = 0; i < recording.Header.Signals.Length; i++)
                Sum(recording.Raw(i)).ShouldBe(recording.Header.Signals[i].Checksum!.Value, $"{record}, signal {i}");
        }
    }

    private static short Sum(ReadOnlySpan<short> samples)
    {
        var sum = 0;
        foreach (var sample in samples)
            sum = unchecked(sum + sample);
        return unchecked((short)sum);
    }

    [Fact]
    public void The_first_sample_of_record_100_is_minus_0_145_millivolt() =>
        RecordingFiles.Read(RealRecords.Path("mitdb/100")).Physical(0)[0].ShouldBe(-0.145f, 1e-6f);

    private static Recording Read(string header, byte[] file) =>
        RecordingReader.Read(
            RecordingHeaderReader.Read(Encoding.Latin1.GetBytes(header)),
            new Dictionary<string, byte[]> { ["a.dat"] = file, ["a.mat"] = file }
        );
}
