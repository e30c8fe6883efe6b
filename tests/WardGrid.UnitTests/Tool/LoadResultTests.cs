using Shouldly;
using WardGrid.Tool.Load;

namespace WardGrid.UnitTests.Tool;

public class LoadResultTests
{
    [Fact]
    public void The_result_is_one_line_with_the_agreed_names() =>
        new LoadResult(1000, 240_000, 0, 1.5, 20.25, 0.5, 0.25, 300)
            .ToJson()
            .ShouldBe(
                """{"beds":1000,"framesSent":240000,"framesLost":0,"p50Ms":1.5,"p99Ms":20.25"""
                    + ""","serverCpuCores":0.5,"generatorCpuCores":0.25,"serverRssMb":300}"""
            );

    [Fact]
    public void Latency_is_that_of_the_frames_between_two_readings()
    {
        var before = Measures("[10,20]", "[1000,1]");
        var after = Measures("[10,20,40,80]", "[1000,91,9,1]");

        after.LatencySince(before, 0.5).ShouldBe(20);
        after.LatencySince(before, 0.99).ShouldBe(40);
        after.LatencySince(before, 1).ShouldBe(80);
        after.FramesAccepted.ShouldBe(7);
        after.Server.CpuSeconds.ShouldBe(1.5);
    }

    [Fact]
    public void A_burst_of_alarms_stands_beside_the_frames() =>
        (new LoadResult(100, 1, 0, 1, 2, 0, 0, 3) { Burst = new(50, 51, 90, 110, 120, 180, 300, 900) })
            .ToJson()
            .ShouldEndWith(
                ""","burst":{"alarms":50,"verdicts":51,"quietP99Ms":90,"quietMaxMs":110,"frameP99Ms":120"""
                    + ""","frameMaxMs":180,"verdictP50Ms":300,"verdictP99Ms":900}}"""
            );

    [Fact]
    public void Without_a_frame_there_is_no_latency()
    {
        var none = ServerMeasures.Read("""{"counters":{},"histograms":{},"server":{"cpuSeconds":0,"residentMb":1}}""");

        none.LatencySince(none, 0.5).ShouldBe(double.NaN);
        none.FramesAccepted.ShouldBe(0);
    }

    [Fact]
    public void An_answer_that_is_no_measurement_is_refused() =>
        Should.Throw<FormatException>(() => ServerMeasures.Read("{}"));

    private static ServerMeasures Measures(string edges, string counts) =>
        ServerMeasures.Read(
            $$"""
            {"counters":{"wardgrid.frames.accepted":7},
             "histograms":{"wardgrid.frame.to_ward":
               {"count":1,"p50Ms":1,"p99Ms":1,"maxMs":1,"upperEdgesMs":{{edges}},"counts":{{counts}} } },
             "server":{"cpuSeconds":1.5,"residentMb":200,"allocatedMb":3,"gen2Collections":0} }
            """
        );
}
