using Shouldly;
using WardGrid.Server.Hl7;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Hl7;

/// <summary>Alarms of a gateway become the alerts that a device would send.</summary>
public sealed class Hl7AlarmTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_alarm_is_read_from_its_facets()
    {
        var alert = Read(Hl7AlarmExample.Of(Noon, "start"));

        alert.Phase.ShouldBe(AlertPhase.Start);
        alert.Kind.ShouldBe("ASYSTOLE");
        alert.Priority.ShouldBe("high");
        alert.Text.ShouldBe("MDC_EVT_ECG_ASYSTOLE MDC_ECG_HEART_RATE");
        alert.TimeMicros.ShouldBe(Noon.ToUnixTimeMilliseconds() * 1000);
        DeviceTopic.IsName(alert.Id).ShouldBeTrue();
    }

    [Theory]
    [InlineData("start", "active", AlertPhase.Start)]
    [InlineData("continue", "active", AlertPhase.Start)]
    [InlineData("update", "active", AlertPhase.Start)]
    [InlineData("escalate", "active", AlertPhase.Start)]
    [InlineData("", "active", AlertPhase.Start)]
    [InlineData("", "", AlertPhase.Start)]
    [InlineData("START", "inactive", AlertPhase.Start)]
    [InlineData("end", "latched", AlertPhase.Start)]
    [InlineData("end", "inactive", AlertPhase.End)]
    [InlineData("end", "active", AlertPhase.End)]
    [InlineData("reset", "latched", AlertPhase.End)]
    [InlineData("update", "inactive", AlertPhase.End)]
    [InlineData("", "off", AlertPhase.End)]
    public void Only_what_has_surely_ended_ends(string phase, string state, AlertPhase read) =>
        Read(Hl7AlarmExample.Of(Noon, phase, state: state)).Phase.ShouldBe(read);

    [Theory]
    [InlineData("199684^MDC_EVT_ECG_ASYSTOLE^MDC", "ASYSTOLE")]
    [InlineData("199684", "ASYSTOLE")]
    [InlineData("199832^^MDC", "VT")]
    [InlineData("0^MNDRY_EVT_ECG_AFIB^99MNDRY", "AF")]
    [InlineData("0^MDC_EVT_ECG_V_FIB^MDC", "VF")]
    [InlineData("199694^MDC_EVT_ECG_BRADY_EXTREME^MDC", "EXTREME_BRADY")]
    [InlineData("199692^MDC_EVT_ECG_SINUS_BRADY^MDC", "MDC_EVT_ECG_SINUS_BRADY")]
    [InlineData("196670^MDC_EVT_LO^MDC", "MDC_EVT_LO@147842")]
    [InlineData("123^Pump door open^99ACME", "Pump door open")]
    [InlineData("Check the cable", "Check the cable")]
    [InlineData("", "MDC_EVT_ALARM")]
    public void Events_get_the_names_that_devices_give_them_and_others_keep_theirs(string what, string kind) =>
        Read(Hl7AlarmExample.Of(Noon, "start", what)).Kind.ShouldBe(kind);

    [Theory]
    [InlineData("150456^MDC_PULS_OXIM_SAT_O2^MDC", "LO_VAL_LT_LIM", "SPO2_LOW")]
    [InlineData("150456^MDC_PULS_OXIM_SAT_O2^MDC", "HI_VAL_GT_LIM", "MDC_EVT_HI_VAL_GT_LIM@150456")]
    [InlineData("150037^MDC_PRESS_BLD_ART_ABP_SYS^MDC", "HI", "ABP_HIGH")]
    [InlineData("150035^MDC_PRESS_BLD_ART_MEAN^MDC", "LO", "ABP_LOW")]
    public void A_limit_alarm_is_named_by_its_measurement(string source, string limit, string kind)
    {
        var alert = Read(
            Hl7AlarmExample.Message(
                Noon,
                $"OBX|3|ST|0^MDC_EVT_{limit}^MDC|1.1.0.1.1|The monitor's words|||L~SP|||R",
                $"OBX|4|NM|{source}|1.1.0.1.2|88||90-96||||R",
                "OBX|5|ST|68481|1.1.0.1.3|start"
            )
        );

        alert.Kind.ShouldBe(kind);
        alert.Text.ShouldBe("The monitor's words (limits 90-96)");
    }

    [Theory]
    [InlineData("PH", "high")]
    [InlineData("PM", "medium")]
    [InlineData("PL", "low")]
    [InlineData("PN", "high")]
    [InlineData("20", "high")]
    [InlineData("", "high")]
    public void An_unknown_priority_is_high(string sent, string read) =>
        Read(Hl7AlarmExample.Of(Noon, "start", priority: sent)).Priority.ShouldBe(read);

    [Fact]
    public void All_messages_of_an_alarm_have_one_id_and_other_alarms_have_others()
    {
        var ids = new[] { "start", "continue", "end" }
            .Select((phase, at) => Read(Hl7AlarmExample.Of(Noon.AddSeconds(at), phase)).Id)
            .Distinct();
        var other = Read(Hl7AlarmExample.Of(Noon, "start").Replace("1.2.1.0", "1.2.2.0")).Id;
        var one = Read(Hl7AlarmExample.Of(Noon, "start", "0^MDCX_EVT_ADVISORY^^^^^^^Check A")).Id;
        var two = Read(Hl7AlarmExample.Of(Noon, "start", "0^MDCX_EVT_ADVISORY^^^^^^^Check B")).Id;

        ids.ShouldHaveSingleItem().ShouldNotBe(other);
        one.ShouldNotBe(two);
    }

    [Fact]
    public void A_sound_that_is_paused_at_the_monitor_is_said_and_the_alarm_stays()
    {
        var alert = Read(Hl7AlarmExample.Of(Noon, "update", inactivation: "audio-paused~alert-acknowledged"));

        alert.Phase.ShouldBe(AlertPhase.Start);
        alert.Text.ShouldEndWith(" [at the monitor: audio-paused, alert-acknowledged]");
    }

    [Fact]
    public void A_time_that_cannot_be_read_keeps_no_alarm_from_being_raised()
    {
        var text = Hl7AlarmExample.Of(Noon, "start").Replace("+0000", "");

        Read(text, Noon.AddDays(1)).TimeMicros.ShouldBe(Noon.AddDays(1).ToUnixTimeMilliseconds() * 1000);
    }

    [Fact]
    public void A_time_without_a_zone_is_one_of_the_zone_that_the_settings_name()
    {
        var text = Hl7AlarmExample.Of(Noon, "start").Replace("+0000", "");

        Read(text, Noon.AddDays(1), TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"))
            .TimeMicros.ShouldBe(Noon.AddHours(-9).ToUnixTimeMilliseconds() * 1000);
    }

    [Fact]
    public void An_alarm_that_goes_on_is_as_new_as_its_message()
    {
        var begun = Hl7Time.Write(Noon.AddMinutes(-20));
        var text = Hl7AlarmExample.Of(Noon, "continue").Replace($"R|||{Hl7Time.Write(Noon)}", $"R|||{begun}");

        Read(text).TimeMicros.ShouldBe(Noon.ToUnixTimeMilliseconds() * 1000);
        Read(text.Replace("|continue|", "|start|"))
            .TimeMicros.ShouldBe(Noon.AddMinutes(-20).ToUnixTimeMilliseconds() * 1000);
    }

    [Fact]
    public void A_message_may_hold_several_alarms()
    {
        var two = Hl7AlarmExample.Message(
            Noon,
            "OBX|1|CWE|196616^MDC_EVT_ALARM^MDC|1.1|199684",
            "OBX|2|ST|^MDC_ATTR_EVENT_PHASE|1.3|end",
            "OBX|3|CWE|196616^MDC_EVT_ALARM^MDC|2.1|199832",
            "OBR|2",
            "OBX|4|CWE|196616^MDC_EVT_ALARM^MDC|3.1|199736"
        );

        All(two)
            .Select(a => (a.Kind, a.Phase))
            .ShouldBe([("ASYSTOLE", AlertPhase.End), ("VT", AlertPhase.Start), ("AF", AlertPhase.Start)]);
    }

    [Fact]
    public void A_gateway_that_only_says_that_it_lives_has_no_alarm()
    {
        var text = Hl7AlarmExample.Message(
            Noon,
            "OBX|1|ST|258047^MDC_EVT_ACTIVE^MDC|1.1|Heartbeat",
            "OBX|8|NM|67860^MDC_ATTR_CONFIRM_TIMEOUT^MDC|1.8|30"
        );

        Hl7Alarm.IsWatchdog(Hl7Facets.Read(Hl7Example.Read(text)).ShouldHaveSingleItem()).ShouldBeTrue();
        Hl7Alarm
            .IsWatchdog(Hl7Facets.Read(Hl7Example.Read(Hl7AlarmExample.Of(Noon, "start"))).Single())
            .ShouldBeFalse();
    }

    [Fact]
    public void Random_bytes_never_break_the_reader()
    {
        var random = new Random(13);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = Hl7AlarmExample.Of(Noon, "start").Select(c => (byte)c).ToArray();
            for (var change = random.Next(8); change >= 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (Hl7Message.TryRead(bytes, out var message).IsRefused)
                continue;

            foreach (var facets in Hl7Facets.Read(message!))
                DeviceTopic.IsName(Hl7Alarm.Read(facets, 1, "", null, Noon).Id).ShouldBeTrue();
        }
    }

    private static DeviceAlert Read(string text, DateTimeOffset? now = null, TimeZoneInfo? zone = null) =>
        All(text, now, zone).ShouldHaveSingleItem();

    private static DeviceAlert[] All(string text, DateTimeOffset? now = null, TimeZoneInfo? zone = null)
    {
        var message = Hl7Example.Read(text);
        var sent = message.Header.Text(7);
        return [.. Hl7Facets.Read(message).Select(f => Hl7Alarm.Read(f, 1, sent, zone, now ?? Noon))];
    }
}
