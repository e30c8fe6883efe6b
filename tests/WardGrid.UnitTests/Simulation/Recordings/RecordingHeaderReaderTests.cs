using System.Text;
using Shouldly;
using WardGrid.Simulation.Recordings;

namespace WardGrid.UnitTests.Simulation.Recordings;

public class RecordingHeaderReaderTests
{
    [Fact]
    public void A_header_of_a_monitor_alarm_gives_its_signals_gains_and_comments()
    {
        var header = Read(
            "v131l 2 250 82500\n"
                + "v131l.mat 16+24 7247/mV 16 0 -53 -14526 0 II\n"
                + "v131l.mat 16+24 12.5(-300)/mmHg 16 0 1 2 0 ABP\n"
                + "#Ventricular_Tachycardia\n"
                + "#True alarm\n"
        );

        header.Name.ShouldBe("v131l");
        header.Rate.ShouldBe(250);
        header.Length.ShouldBe(82500);
        header.Comments.ShouldBe(["Ventricular_Tachycardia", "True alarm"]);
        header.Files.ShouldBe(["v131l.mat"]);
        header.Signals[0].ShouldBe(new("v131l.mat", SampleFormat.Int16, 24, 7247, 0, "mV", -14526, "II"));
        header.Signals[1].ShouldBe(new("v131l.mat", SampleFormat.Int16, 24, 12.5, -300, "mmHg", 2, "ABP"));
    }

    [Fact]
    public void Without_a_baseline_physical_zero_is_the_converters_zero() =>
        Read("100 1 360 10\n100.dat 212 200 11 1024 995 -22131 0 MLII\n").Signals[0].Baseline.ShouldBe(1024);

    [Fact]
    public void Gain_zero_means_the_usual_gain() => Read("a 1\na.dat 16 0/mV\n").Signals[0].Gain.ShouldBe(200);

    [Fact]
    public void A_description_may_have_several_words() =>
        Read("a 1 250 1\na.dat 16 200 12 0 0 0 0 lead II upper\n").Signals[0].Description.ShouldBe("lead II upper");

    [Fact]
    public void Comments_may_stand_before_the_record_and_lines_may_end_as_on_Windows()
    {
        var header = Read("# made by hand\r\na 1 250 1\r\n\r\na.dat 16 100/mV\r\n");

        header.Comments.ShouldBe(["made by hand"]);
        header.Signals[0].Unit.ShouldBe("mV");
    }

    [Theory]
    [InlineData("", "no record line")]
    [InlineData("a\n", "line 1 of the header: the number of signals is missing")]
    [InlineData("a/3 2 250 100\n", "several segments")]
    [InlineData("a 900 250\n", "900 signals")]
    [InlineData("a 1 -5 100\n", "sampling rate of -5")]
    [InlineData("a 1 NaN 100\n", "sampling rate of NaN")]
    [InlineData("a 1 250 -9\n", "length of -9")]
    [InlineData("a 2 250 9\na.dat 16\n", "declares 2 signals and describes 1")]
    [InlineData("a 1 250 9\na.dat 8 200\n", "format 8 is not read")]
    [InlineData("a 1 250 9\na.dat 16x4 200\n", "several samples per frame")]
    [InlineData("a 1 250 9\na.dat 16:3 200\n", "skew")]
    [InlineData("a 1 250 9\na.dat 16+-4 200\n", "byte offset")]
    [InlineData("a 1 250 9\n../../secret 16 200\n", "is not a name in the header's own folder")]
    [InlineData("a 1 250 9\na.dat 16 two/mV\n", "line 2 of the header: the gain two is not a number")]
    [InlineData("a 1 250 9\na.dat 16 2(3/mV\n", "has no end")]
    public void What_cannot_be_read_is_refused_with_its_place(string text, string reason) =>
        Should.Throw<FormatException>(() => Read(text)).Message.ShouldContain(reason);

    private static RecordingHeader Read(string text) => RecordingHeaderReader.Read(Encoding.Latin1.GetBytes(text));
}
