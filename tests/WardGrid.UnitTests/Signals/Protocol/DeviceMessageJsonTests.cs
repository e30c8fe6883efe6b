using System.Buffers;
using System.Text;
using Shouldly;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Signals.Protocol;

public class DeviceMessageJsonTests
{
    private const string Channel =
        """{"i":0,"name":"II","mdc":131330,"rate":250,"unit":"mV","gain":200.5,"offset":-3}""";

    [Fact]
    public void A_birth_is_read_as_the_wire_describes_it()
    {
        Birth(
                $$"""
                {"epoch":4294967295,"model":"MX800","serial":"Zürich-1","new":[{"a":[1]}],
                 "channels":[{{Channel}}]}
                """
            )
            .ShouldBe(Refusal.None);

        _birth!.Epoch.ShouldBe(uint.MaxValue);
        _birth.Model.ShouldBe("MX800");
        _birth.Serial.ShouldBe("Zürich-1");
        _birth.Channels.ShouldBe([new(0, "II", 131330, 250, "mV", 200.5, -3)]);
    }

    [Theory]
    [InlineData("", "not JSON at line 1")]
    [InlineData("[]", "the birth is not a JSON object")]
    [InlineData("""{"epoch":1,""", "not JSON at line 1")]
    [InlineData("""{"epoch":1} x""", "not JSON at line 1, byte 13")]
    [InlineData("""{"channels":[]}""", "epoch is missing")]
    [InlineData("""{"epoch":1}""", "channels is missing")]
    [InlineData("""{"epoch":-1,"channels":[]}""", "epoch is -1, 0 to 4294967295 is possible")]
    [InlineData("""{"epoch":1.5,"channels":[]}""", "epoch is not a whole number")]
    [InlineData("""{"epoch":"1","channels":[]}""", "epoch is not a whole number")]
    [InlineData("""{"epoch":1,"channels":{}}""", "channels is not a JSON array")]
    [InlineData("""{"epoch":1,"channels":[7]}""", "channel 0 is not a JSON object")]
    [InlineData("""{"epoch":1,"model":7,"channels":[]}""", "model is not a text")]
    [InlineData("""{"epoch":1,"model":"\ud800","channels":[]}""", "model is not valid text")]
    [InlineData("""{"\ud800":1,"channels":[]}""", "the name of a field is not valid text")]
    [InlineData(
        """{"epoch":1,"channels":[{"name":"II","mdc":131330,"rate":250,"gain":200}]}""",
        "channel 0: i is missing"
    )]
    [InlineData(
        """{"epoch":1,"channels":[{"i":0,"name":"II","mdc":131330,"gain":200}]}""",
        "channel 0: rate is missing"
    )]
    [InlineData(
        """{"epoch":1,"channels":[{"i":0,"name":"II","mdc":131330,"rate":250}]}""",
        "channel 0: gain is missing"
    )]
    [InlineData(
        """{"epoch":1,"channels":[{"i":256,"name":"II","mdc":131330,"rate":250,"gain":200}]}""",
        "channel 0: i is 256, 0 to 255 is possible"
    )]
    [InlineData(
        """{"epoch":1,"channels":[{"i":0,"name":"II","mdc":131330,"rate":0,"gain":200}]}""",
        "channel II: a rate of 0 samples per second"
    )]
    [InlineData(
        """{"epoch":1,"channels":[{"i":0,"name":"II","mdc":131330,"rate":2001,"gain":200}]}""",
        "channel II: a rate of 2001 samples per second"
    )]
    [InlineData(
        """{"epoch":1,"channels":[{"i":0,"name":"II","mdc":131330,"rate":250,"gain":0}]}""",
        "channel II: a gain of 0 gives no physical value"
    )]
    [InlineData(
        """{"epoch":1,"channels":[{"i":0,"name":"II","mdc":131330,"rate":1e999,"gain":1}]}""",
        "channel 0: rate is not a number"
    )]
    public void A_birth_that_cannot_be_is_refused_with_its_reason(string json, string reason)
    {
        var refusal = Birth(json);

        refusal.Reason.ShouldBe(RefusalReason.Malformed);
        refusal.Detail.ShouldStartWith(reason);
        _birth.ShouldBeNull();
    }

    [Fact]
    public void Two_channels_of_one_index_are_refused() =>
        Birth($$"""{"epoch":1,"channels":[{{Channel}},{{Channel}}]}""")
            .Detail.ShouldBe("two channels have the index 0");

    [Fact]
    public void More_channels_than_a_monitor_has_are_refused()
    {
        var channels = Enumerable.Range(0, 33).Select(i => Channel.Replace("\"i\":0", $"\"i\":{i}"));

        Birth($$"""{"epoch":1,"channels":[{{string.Join(',', channels)}}]}""").Detail.ShouldBe("more than 32 channels");
    }

    [Fact]
    public void An_overlong_name_is_refused() =>
        Birth($$"""{"epoch":1,"model":"{{new string('x', 10_000)}}","channels":[]}""")
            .Detail.ShouldBe("model is longer than 64 characters");

    [Fact]
    public void Numerics_tell_what_the_device_does_not_show()
    {
        DeviceNumericsJson
            .TryRead("""{"epoch":1,"time":1790000000000000,"v":{"147842":71.5,"150456":null}}"""u8, out var numerics)
            .ShouldBe(Refusal.None);

        numerics!.TimeMicros.ShouldBe(1790000000000000);
        numerics.Values.ShouldBe([new(147842, 71.5), new(150456, DeviceNumerics.NotShown)], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"epoch":1,"time":1,"v":{"HR":71}}""", "the code HR in v is not a whole number")]
    [InlineData("""{"epoch":1,"time":1,"v":{"147842":"71"}}""", "the value of 147842 is not a number")]
    [InlineData("""{"epoch":1,"v":{}}""", "time is missing")]
    public void Numerics_that_cannot_be_are_refused(string json, string reason) =>
        DeviceNumericsJson.TryRead(Encoding.UTF8.GetBytes(json), out _).Detail.ShouldBe(reason);

    [Fact]
    public void The_array_of_a_public_gateway_is_numerics()
    {
        DeviceNumericsJson
            .TryRead(
                """
                [{"Timestamp":"23-09-2023 10:05:24.480","Relativetimestamp":"556384768",
                  "SystemLocalTime":"23-09-2023 10:04:34.674","PhysioID":"NOM_ECG_CARD_BEAT_RATE",
                  "Value":"122","DeviceID":"MP70"},
                 {"PhysioID":"NOM_PULS_OXIM_SAT_O2","Value":"-"}, {"PhysioID":"NOM_TEMP","Value":"36.8"},
                 {"PhysioID":"NOM_PRESS_BLD_ART_ABP_SYS","Value":121.0}]
                """u8,
                out var numerics
            )
            .ShouldBe(Refusal.None);

        numerics!.Values.ShouldBe(
            [new(Mdc.HeartRate, 122), new(Mdc.Spo2, DeviceNumerics.NotShown), new(Mdc.ArterialSystolic, 121)],
            ignoreOrder: true
        );
        numerics.TimeMicros.ShouldBe(VsCaptureNumerics.NoTime);
    }

    [Fact]
    public void A_gateways_item_without_an_id_is_refused() =>
        DeviceNumericsJson.TryRead("""[{"Value":"1"}]"""u8, out _).Detail.ShouldBe("item 0: PhysioID is missing");

    [Fact]
    public void An_alert_is_read_as_the_wire_describes_it()
    {
        DeviceAlertJson
            .TryRead(
                """
                {"epoch":1,"time":5,"id":"a-17","phase":"start","kind":"VT","priority":"medium",
                 "sample":75000,"text":"** VTACH"}
                """u8,
                out var alert
            )
            .ShouldBe(Refusal.None);

        alert.ShouldBe(new(1, 5, "a-17", AlertPhase.Start, "VT", "medium", 75000, "** VTACH"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""" "priority":"urgent",""")]
    public void An_alert_of_unknown_priority_is_high_and_never_lost(string priority)
    {
        DeviceAlertJson
            .TryRead(
                Encoding.UTF8.GetBytes(
                    $$"""{"epoch":1,"time":5,{{priority}}"id":"a","phase":"end","kind":"X","sample":null}"""
                ),
                out var alert
            )
            .ShouldBe(Refusal.None);

        alert!.Priority.ShouldBe("high");
        alert.Sample.ShouldBeNull();
    }

    [Theory]
    [InlineData(
        """{"epoch":1,"time":5,"id":"a","phase":"begin","kind":"VT"}""",
        "phase is begin, start, update or end is possible"
    )]
    [InlineData("""{"epoch":1,"time":5,"id":"","phase":"start","kind":"VT"}""", "id is empty")]
    [InlineData("""{"epoch":1,"time":5,"id":"a","phase":"start"}""", "kind is missing")]
    [InlineData(
        """{"epoch":1,"time":5,"id":"a","phase":"start","kind":"VT","sample":-1}""",
        "sample is -1, 0 to 9223372036854775807 is possible"
    )]
    public void An_alert_that_cannot_be_is_refused(string json, string reason) =>
        DeviceAlertJson.TryRead(Encoding.UTF8.GetBytes(json), out _).Detail.ShouldBe(reason);

    [Theory]
    [InlineData("", "")]
    [InlineData("\"power off\"", "power off")]
    [InlineData("""{"why":1,"reason":"power off"}""", "power off")]
    public void A_death_may_give_its_reason(string json, string reason)
    {
        DeviceDeathJson.TryRead(Encoding.UTF8.GetBytes(json), out var death).ShouldBe(Refusal.None);

        death.Reason.ShouldBe(reason);
    }

    [Fact]
    public void Every_message_is_read_as_it_was_written()
    {
        var birth = new DeviceBirth(7, "M", "S\"1", [new(3, "ABP", Mdc.ArterialPressureWave, 62.5, "mmHg", 40, 200)]);
        var numerics = new DeviceNumerics(7, 12, [new(Mdc.Spo2, 97.5)]);
        var alert = new DeviceAlert(7, 12, "a", AlertPhase.Update, "AF", "low", null, "");

        DeviceBirthJson.TryRead(Written(to => DeviceBirthJson.Write(to, birth)), out var birthAgain);
        DeviceNumericsJson.TryRead(Written(to => DeviceNumericsJson.Write(to, numerics)), out var numericsAgain);
        DeviceAlertJson.TryRead(Written(to => DeviceAlertJson.Write(to, alert)), out var alertAgain);
        DeviceDeathJson.TryRead(Written(to => DeviceDeathJson.Write(to, new("off"))), out var deathAgain);
        DeviceCommandJson.TryRead(
            Written(to => DeviceCommandJson.Write(to, new(DeviceCommand.Rebirth))),
            out var commandAgain
        );

        (birthAgain! with { Channels = birth.Channels }).ShouldBe(birth);
        birthAgain.Channels.ShouldBe(birth.Channels);
        (numericsAgain! with { Values = numerics.Values }).ShouldBe(numerics);
        numericsAgain.Values.ShouldBe(numerics.Values);
        alertAgain.ShouldBe(alert);
        deathAgain.ShouldBe(new("off"));
        commandAgain.ShouldBe(new(DeviceCommand.Rebirth));
    }

    [Fact]
    public void Damaged_messages_are_read_or_refused_and_nothing_else()
    {
        byte[][] sound =
        [
            Encoding.UTF8.GetBytes($$"""{"epoch":1,"model":"\u0041é","channels":[{{Channel}}]}"""),
            """{"epoch":1,"time":1790000000000000,"v":{"147842":71}}"""u8.ToArray(),
            """[{"PhysioID":"NOM_TEMP","Value":"36.8"}]"""u8.ToArray(),
            """{"epoch":1,"time":5,"id":"a-17","phase":"start","kind":"VT","sample":75000}"""u8.ToArray(),
            """{"epoch":1,"seq":7,"time":1790000000000000,"ch":[{"i":0,"start":1750,"v":[12,13,null]}]}"""u8.ToArray(),
            """{"reason":"x"}"""u8.ToArray(),
        ];
        uint state = 1;
        uint Next(int below) => (state = state * 1664525 + 1013904223) / 65536 % (uint)below;

        for (var trial = 0; trial < 30_000; trial++)
        {
            var bytes = sound[trial % sound.Length].ToArray();
            for (var hits = 1 + Next(3); hits > 0; hits--)
                bytes[Next(bytes.Length)] = (byte)Next(256);
            var cut = bytes.AsSpan(0, trial % 3 == 0 ? (int)Next(bytes.Length) : bytes.Length);

            DeviceBirthJson.TryRead(cut, out _);
            DeviceNumericsJson.TryRead(cut, out _);
            DeviceAlertJson.TryRead(cut, out _);
            DeviceDeathJson.TryRead(cut, out _);
            DeviceCommandJson.TryRead(cut, out _);
            WaveFrameJson.TryConvert(cut, new ArrayBufferWriter<byte>());
            WaveFrame.TryRead(cut, out _);
        }
    }

    private DeviceBirth? _birth;

    private Refusal Birth(string json) => DeviceBirthJson.TryRead(Encoding.UTF8.GetBytes(json), out _birth);

    private static ReadOnlySpan<byte> Written(Action<IBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        return buffer.WrittenSpan;
    }
}
