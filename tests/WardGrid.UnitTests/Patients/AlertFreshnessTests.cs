using System.Buffers;
using Shouldly;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Patients;

/// <summary>Alerts that are delivered late or again are listed and not raised.</summary>
public class AlertFreshnessTests
{
    private readonly Bedside _bedside = new();

    [Fact]
    public async Task An_alarm_of_this_morning_is_listed_and_not_raised()
    {
        await BeginAsync();

        var refusal = await AlertAsync("a-1", AlertPhase.Start, TimeSpan.FromHours(3));

        refusal.Reason.ShouldBe(RefusalReason.Stale);
        refusal.Detail.ShouldBe("alarm a-1 is 180 minutes old: it is listed here and not raised");
        _bedside.Bed.Alarms.ShouldBeEmpty();
        _bedside.Refusals.Last[0].Reason.ShouldBe(RefusalReason.Stale);
    }

    [Fact]
    public async Task An_alarm_of_a_minute_ago_is_raised()
    {
        await BeginAsync();

        (await AlertAsync("a-1", AlertPhase.Start, TimeSpan.FromMinutes(1))).IsRefused.ShouldBeFalse();
        _bedside.Bed.Alarms.Length.ShouldBe(1);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    [InlineData(-400_000)]
    public async Task An_alarm_of_a_device_whose_clock_is_wrong_is_raised(double hours)
    {
        await BeginAsync(hours);

        (await AlertAsync("a-1", AlertPhase.Start, TimeSpan.Zero, hours)).IsRefused.ShouldBeFalse();
        _bedside.Bed.Alarms.Length.ShouldBe(1);
    }

    [Fact]
    public async Task An_alarm_right_after_the_devices_clock_was_set_back_is_raised()
    {
        await BeginAsync();
        await FrameAsync(-2);

        (await AlertAsync("a-1", AlertPhase.Start, TimeSpan.Zero, -2)).IsRefused.ShouldBeFalse();
        _bedside.Bed.Alarms.Length.ShouldBe(1);
    }

    [Theory]
    [InlineData(1.0 / 60, 1)]
    [InlineData(3, 0)]
    [InlineData(400_000, 1)]
    public async Task An_alarm_of_a_device_that_sends_nothing_else_is_judged_by_the_servers_clock(
        double hours,
        int raised
    )
    {
        await _bedside.Birth();

        await AlertAsync("a-1", AlertPhase.Start, TimeSpan.FromHours(hours));

        _bedside.Bed.Alarms.Length.ShouldBe(raised);
    }

    [Fact]
    public async Task Numbers_show_a_devices_clock_too()
    {
        await _bedside.Birth();
        var twoHoursBehind = _bedside.Micros - (long)7.2e9;
        await _bedside.Send(MessageKind.Numerics, Numbers(twoHoursBehind));
        _bedside.Clock.Advance(TimeSpan.FromSeconds(1));
        (await _bedside.Send(MessageKind.Numerics, Numbers(twoHoursBehind + 1_000_000))).IsRefused.ShouldBeFalse();

        (await AlertAsync("a-1", AlertPhase.Start, TimeSpan.Zero, -2)).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public async Task The_beginning_of_an_alarm_that_comes_again_after_its_end_raises_nothing()
    {
        await BeginAsync();
        await AlertAsync("a-1", AlertPhase.Start, TimeSpan.FromSeconds(20));
        await AlertAsync("a-1", AlertPhase.End, TimeSpan.FromSeconds(10));
        var before = _bedside.Bed.Alarms;

        (await AlertAsync("a-1", AlertPhase.Start, TimeSpan.FromSeconds(20))).Reason.ShouldBe(RefusalReason.Stale);

        _bedside.Bed.Alarms.ShouldBe(before);
    }

    [Fact]
    public async Task Numbers_that_a_broker_kept_while_nobody_listened_are_listed_and_not_shown()
    {
        await _bedside.Birth();
        var morning = _bedside.Micros - (long)1.8e10;

        for (var second = 0; second < 5; second++)
            (await _bedside.Send(MessageKind.Numerics, Numbers(morning + (second * 1_000_000)))).Reason.ShouldBe(
                RefusalReason.Stale
            );

        _bedside.Bed.Vitals.HeartRate.Exists.ShouldBeFalse();
    }

    private static string Numbers(long time) => $$"""{"epoch":1,"time":{{time}},"v":{"147842":71} }""";

    private async Task BeginAsync(double clockHours = 0)
    {
        await _bedside.Birth();
        for (var i = 0; i < 4; i++)
            await FrameAsync(clockHours);
    }

    private uint _sequence;

    private async Task FrameAsync(double clockHours)
    {
        _bedside.Clock.Advance(TimeSpan.FromMilliseconds(248));
        var time = _bedside.Micros + (long)(clockHours * 3.6e9) - 248_000;
        (await _bedside.Send(MessageKind.Wave, to => Write(to, ++_sequence, time))).IsRefused.ShouldBeFalse();
    }

    private Task<Refusal> AlertAsync(string id, AlertPhase phase, TimeSpan age, double clockHours = 0)
    {
        var time = _bedside.Micros + (long)(clockHours * 3.6e9) - (age.Ticks / 10);
        return _bedside.Send(
            MessageKind.Alert,
            to => DeviceAlertJson.Write(to, new(1, time, id, phase, "VT", "high", null, "VT"))
        );
    }

    private static void Write(IBufferWriter<byte> to, uint sequence, long time)
    {
        WaveFrameWriter.WriteHeader(to, 1, sequence, time, 1);
        WaveFrameWriter.WriteChannel(to, 0, (sequence - 1) * 62, new short[62]);
    }
}
