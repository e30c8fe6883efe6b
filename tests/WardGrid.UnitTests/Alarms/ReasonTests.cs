using System.Text.Json;
using Shouldly;
using WardGrid.Alarms;

namespace WardGrid.UnitTests.Alarms;

public class ReasonTests
{
    [Fact]
    public void A_sentence_keeps_its_code_its_numbers_as_it_says_them_and_its_English()
    {
        var said = Reason.Of("pause.heart rate", $"the longest {"pause"} is {3.14159:0.0} s") with { Channel = "II" };

        said.Code.ShouldBe("pause.heart-rate");
        said.Arguments.ShouldBe(["pause", "3.1"]);
        said.ToString().ShouldBe("II: the longest pause is 3.1 s");
    }

    [Fact]
    public void It_reads_back_from_JSON_and_so_does_a_plain_sentence_of_an_older_record()
    {
        var said = Reason.Of("swings", $"the trace swings at {300:0} per minute") with { Channel = "V" };

        JsonSerializer.Deserialize<Reason>(JsonSerializer.Serialize(said)).ShouldBe(said);
        JsonSerializer.Deserialize<Reason>("\"the pulse beats on\"").ShouldBe(Reason.Verbatim("the pulse beats on"));
    }
}
