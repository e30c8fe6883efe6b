using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

/// <summary>
/// One cable, one electrode or one channel that never comes is one technical alarm, and its words name the cause.
/// </summary>
public class OneCauseOneAlarmTests
{
    private static readonly int[] Leads = [0, 1];

    [Theory]
    [InlineData(new[] { 0, 1 }, "No longer arrives: II, V1", 6)]
    [InlineData(new[] { 0 }, "No longer arrives: II", 9)]
    [InlineData(new[] { 2 }, "No longer arrives: PLETH", 9)]
    [InlineData(new[] { 0, 1, 2 }, "No longer arrives: II, V1, PLETH", 6)]
    public async Task A_cable_that_takes_channels_out_of_the_frames_is_one_technical_alarm(
        int[] channels,
        string text,
        double within
    )
    {
        var bed = new FadingBed();
        await bed.Play(20);
        bed.LeaveOut = channels;
        await bed.Play(within);

        var alarm = Technical(bed).ShouldHaveSingleItem();
        (alarm.Kind, alarm.Text).ShouldBe((AlarmKind.ChannelLost, text));

        await bed.Play(40);
        Technical(bed).Select(a => a.Kind).ShouldAllBe(k => k == AlarmKind.ChannelLost);
    }

    [Theory]
    [InlineData(new[] { 0, 1 }, AlarmKind.LeadOff)]
    [InlineData(new[] { 2 }, AlarmKind.ProbeOff)]
    public async Task A_channel_that_is_off_before_the_device_leaves_it_out_stays_one_technical_alarm(
        int[] channels,
        AlarmKind kind
    )
    {
        var bed = new FadingBed();
        await bed.Play(20);
        bed.Missing = channels;
        await bed.Play(14);
        bed.LeaveOut = channels;
        await bed.Play(30);

        var alarm = Technical(bed).ShouldHaveSingleItem();
        (alarm.Kind, alarm.EndedAt).ShouldBe((kind, null));
        bed.Now.Connected.ShouldBeFalse();
    }

    [Fact]
    public async Task A_channel_that_is_lost_while_the_loss_of_another_lasts_is_said_too()
    {
        var bed = new FadingBed();
        await bed.Play(20);
        bed.LeaveOut = [1];
        await bed.Play(10);
        bed.LeaveOut = [1, 2];
        await bed.Play(10);

        bed.Now.Alarms.Single(a => a is { Kind: AlarmKind.ChannelLost, EndedAt: null })
            .Text.ShouldBe("No longer arrives: V1, PLETH");
    }

    [Fact]
    public async Task A_lead_that_comes_off_while_another_is_off_is_said_too()
    {
        var bed = new FadingBed();
        await bed.Play(20);
        bed.Missing = [1];
        await bed.Play(14);
        bed.Missing = Leads;
        await bed.Play(10);

        bed.Now.Alarms.Single(a => a is { Kind: AlarmKind.LeadOff, EndedAt: null })
            .Text.ShouldBe("ECG electrode off: II, V1");
    }

    [Fact]
    public async Task A_channel_that_is_declared_and_has_never_sent_is_a_low_alarm_until_a_birth_without_it()
    {
        var bed = new FadingBed { LeaveOut = [1] };
        await bed.Play(20);

        var alarm = Technical(bed).ShouldHaveSingleItem();
        (alarm.Kind, alarm.Priority, alarm.Text).ShouldBe(
            (AlarmKind.NeverSent, AlarmPriority.Low, "Declared, but has never sent: V1")
        );
        await bed.Play(60);
        Technical(bed).ShouldHaveSingleItem().EndedAt.ShouldBeNull();

        await bed.Begin(2, [.. SimulatedMonitor.UsualChannels.Where(c => c.Index != 1)]);
        await bed.Play(10);

        bed.Now.Alarms.ShouldBeEmpty();
        bed.Now.Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task A_channel_that_is_lost_is_an_alarm_of_its_own_beside_one_that_has_never_sent()
    {
        var bed = new FadingBed { LeaveOut = [1] };
        await bed.Play(20);
        bed.LeaveOut = [1, 2];
        await bed.Play(10);

        bed.Now.Alarms.Select(a => (a.Kind, a.Priority))
            .ShouldBe(
                [(AlarmKind.ChannelLost, AlarmPriority.Medium), (AlarmKind.NeverSent, AlarmPriority.Low)],
                ignoreOrder: true
            );
        bed.Now.Alarms.Single(a => a.Kind == AlarmKind.ChannelLost).Text.ShouldBe("No longer arrives: PLETH");
    }

    /// <summary>Every technical alarm that the ward was ever shown, as it was shown last.</summary>
    private static Alarm[] Technical(FadingBed bed) =>
        [
            .. bed
                .Side.Views.SelectMany(v => v.Alarms)
                .Where(a => AlarmHandling.IsTechnical(a.Kind))
                .GroupBy(a => a.Id)
                .Select(g => g.Last()),
        ];
}
