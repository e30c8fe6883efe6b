using Shouldly;
using WardGrid.Patients;
using WardGrid.Patients.Devices;

namespace WardGrid.UnitTests.Patients;

public class ClockOffsetTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Slow_frames_do_not_move_the_estimate()
    {
        var offset = new ClockOffset();
        for (var i = 0; i < 400; i++)
        {
            var sent = Start.AddMilliseconds(250 * i);
            offset.Observe(sent.AddSeconds(90), sent.AddMilliseconds(i % 7 == 0 ? 4 : 300));
        }

        offset.Value!.Value.TotalMilliseconds.ShouldBe(90_000 - 4, 0.01);
    }

    [Fact]
    public void A_clock_that_is_set_is_followed_within_two_minutes()
    {
        var offset = new ClockOffset();
        for (var i = 0; i < 1000; i++)
        {
            var sent = Start.AddMilliseconds(250 * i);
            offset.Observe(i < 400 ? sent.AddSeconds(90) : sent, sent.AddMilliseconds(2));
        }

        offset.Value!.Value.TotalMilliseconds.ShouldBe(-2, 0.01);
    }

    [Fact]
    public void Nothing_is_said_of_a_clock_that_was_never_seen() => new ClockOffset().Value.ShouldBeNull();
}
