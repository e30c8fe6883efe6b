using Shouldly;
using WardGrid.Alarms;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

/// <summary>Whatever a birth declares is analysed, refused, or said not to be monitored.</summary>
public class DeclaredChannelTests
{
    private const double Stops = 25;

    private static readonly Scenario Arrest = new("arrest", [new(0, Rhythm.Sinus(75)), new(Stops, Rhythm.Asystole)]);

    [Theory]
    [InlineData(50)]
    [InlineData(62.5)]
    [InlineData(75)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(125)]
    [InlineData(128)]
    [InlineData(180)]
    [InlineData(200)]
    [InlineData(250)]
    [InlineData(257)]
    [InlineData(300)]
    [InlineData(360)]
    [InlineData(500)]
    [InlineData(512)]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(2000)]
    public async Task An_ECG_at_any_rate_gives_the_heart_rate_and_its_asystole_is_raised(double rate) =>
        await ShouldBeWatchedAsync(Ecg(rate: rate), Ecg(rate: rate));

    [Theory]
    [InlineData("mV", 400)]
    [InlineData("", 400)]
    [InlineData("uV", 0.4)]
    [InlineData("µV", 0.4)]
    [InlineData("μV", 0.4)]
    [InlineData("UV", 0.4)]
    [InlineData("MDC_DIM_MICRO_VOLT", 0.4)]
    [InlineData("V", 400_000)]
    [InlineData("MDC_DIM_MILLI_VOLT", 400)]
    [InlineData("266418", 400)]
    [InlineData("4274", 400)]
    [InlineData("266419", 0.4)]
    [InlineData("4275", 0.4)]
    [InlineData("266400", 400_000)]
    public async Task An_ECG_in_any_unit_of_voltage_gives_the_heart_rate_and_its_asystole_is_raised(
        string unit,
        double gain
    ) => await ShouldBeWatchedAsync(Ecg(), Ecg() with { Unit = unit, Gain = gain });

    [Theory]
    [InlineData(0, "II")]
    [InlineData(0, "ECG Lead II")]
    [InlineData(0, "II+")]
    [InlineData(0, "MDC_ECG_LEAD_II")]
    [InlineData(0, "Lead-II")]
    [InlineData(0, "ecg")]
    [InlineData(0, "ECG1")]
    [InlineData(0, "EKG 2")]
    [InlineData(0, "aVR")]
    [InlineData(0, "C5")]
    [InlineData(999, "V2")]
    [InlineData(131329, "anything")]
    [InlineData(131328, "anything")]
    [InlineData(258, "anything")]
    [InlineData(256, "Kanal 1")]
    [InlineData(0, "LeadII")]
    [InlineData(0, "ECGII")]
    [InlineData(0, "LeadV1")]
    [InlineData(0, "Lead 2")]
    [InlineData(0, "NOM_ECG_ELEC_POTL_II")]
    public async Task An_ECG_is_known_by_its_code_or_by_its_name(int code, string name) =>
        await ShouldBeWatchedAsync(Ecg(), Ecg() with { Code = code, Name = name });

    [Theory]
    [InlineData(200, 0)]
    [InlineData(-400, 0)]
    [InlineData(400, 8192)]
    [InlineData(400, -2048)]
    [InlineData(2000, 100)]
    [InlineData(50, 0)]
    public async Task An_ECG_with_any_gain_offset_and_sign_gives_the_heart_rate_and_its_asystole_is_raised(
        double gain,
        double offset
    )
    {
        var declared = Ecg() with { Gain = gain, Offset = offset };
        await ShouldBeWatchedAsync(declared, declared);
    }

    [Theory]
    [InlineData("mmHg", 80)]
    [InlineData("mm[Hg]", 80)]
    [InlineData("", 80)]
    [InlineData("kPa", 600.05)]
    [InlineData("266016", 80)]
    [InlineData("3872", 80)]
    [InlineData("265987", 600.05)]
    public async Task A_pressure_is_read_in_millimetres_of_mercury_whatever_its_unit(string unit, double gain)
    {
        var pressure = new ChannelDeclaration(0, "ABP", Mdc.ArterialPressureWave, 125, "mmHg", 80, 0);

        var bedside = await PlayAsync(pressure, pressure with { Unit = unit, Gain = gain }, 20);

        bedside.Bed.Vitals.Systolic.Value.ShouldBeInRange(90, 160);
        bedside.Bed.Channels[0].Declaration.Unit.ShouldBe("mmHg");
    }

    [Theory]
    [InlineData(Mdc.EcgLeadII, "ohm", "V, mV or uV")]
    [InlineData(Mdc.EcgLeadII, "mmHg", "V, mV or uV")]
    [InlineData(Mdc.ArterialPressureWave, "mV", "mmHg or kPa")]
    [InlineData(Mdc.ArterialPressureWave, "cmH2O", "mmHg or kPa")]
    public async Task A_unit_that_cannot_be_converted_is_refused_with_those_that_can(
        int code,
        string unit,
        string accepted
    )
    {
        var bedside = new Bedside();

        var refusal = await bedside.Send(
            MessageKind.Birth,
            to => DeviceBirthJson.Write(to, Birth(new(0, "X", code, 250, unit, 100, 0)))
        );

        refusal.Reason.ShouldBe(RefusalReason.UnknownUnit);
        refusal.Detail.ShouldContain($"the unit '{unit}'");
        refusal.Detail.ShouldContain(accepted);
    }

    [Theory]
    [InlineData(
        "ECG of a low rate",
        Mdc.EcgLeadII,
        40,
        "mV",
        400,
        AlarmPriority.Medium,
        "40 samples per second are too few"
    )]
    [InlineData("ECG too coarse", Mdc.EcgLeadII, 250, "mV", 0.4, AlarmPriority.Medium, "steps are too coarse")]
    [InlineData("ECG too narrow", Mdc.EcgLeadII, 250, "mV", 400_000, AlarmPriority.Medium, "range is too narrow")]
    [InlineData(
        "unknown voltage",
        999,
        250,
        "mV",
        400,
        AlarmPriority.Medium,
        "does not know what it measures (code 999)"
    )]
    [InlineData("unknown kind", 999, 250, "rpm", 400, AlarmPriority.Low, "does not know what it measures (code 999)")]
    [InlineData("slow pleth", Mdc.Pleth, 20, "1", 400, AlarmPriority.Low, "20 samples per second are too few")]
    public async Task A_channel_that_cannot_be_analysed_is_a_lasting_technical_alarm(
        string what,
        int code,
        double rate,
        string unit,
        double gain,
        AlarmPriority priority,
        string words
    )
    {
        var bedside = new Bedside();
        await bedside.Send(
            MessageKind.Birth,
            to => DeviceBirthJson.Write(to, Birth(new(0, "X1", code, rate, unit, gain, 0)))
        );

        var alarm = bedside.Bed.Alarms.ShouldHaveSingleItem(what);
        alarm.Kind.ShouldBe(AlarmKind.NotMonitored);
        alarm.Priority.ShouldBe(priority);
        alarm.Text.ShouldContain(words);
        alarm.EndedAt.ShouldBeNull();

        await bedside.Silence(5);
        (await bedside.Birth(epoch: 7)).IsRefused.ShouldBeFalse();
        bedside.Bed.Alarms.ShouldNotContain(
            a => a.Kind == AlarmKind.NotMonitored,
            "the next birth has nothing that is not monitored"
        );
    }

    [Theory]
    [InlineData("Temp C", 150344, "degC", AlarmPriority.Low)]
    [InlineData("V", 0, "L", AlarmPriority.Low)]
    [InlineData("Flow I", 0, "L/min", AlarmPriority.Low)]
    [InlineData("Pulmonary arterial", 150044, "mmHg", AlarmPriority.Low)]
    [InlineData("ART PA", 0, "mmHg", AlarmPriority.Low)]
    [InlineData("EEG C3", 0, "uV", AlarmPriority.Medium)]
    [InlineData("ECG pace", 0, "mV", AlarmPriority.Medium)]
    public async Task A_name_that_only_looks_like_a_known_one_is_not_monitored_and_costs_no_other_channel(
        string name,
        int code,
        string unit,
        AlarmPriority priority
    )
    {
        var bedside = new Bedside();
        var other = new ChannelDeclaration(1, name, code, 125, unit, 100, 0);

        (
            await bedside.Send(MessageKind.Birth, to => DeviceBirthJson.Write(to, Birth(other)))
        ).IsRefused.ShouldBeFalse();

        bedside.Bed.Channels[0].Declaration.Kind.ShouldBe(SignalKind.Other);
        var alarm = bedside.Bed.Alarms.ShouldHaveSingleItem();
        alarm.Kind.ShouldBe(AlarmKind.NotMonitored);
        alarm.Priority.ShouldBe(priority);
    }

    [Theory]
    [InlineData(Mdc.EcgLeadII, "mV", 400, -1_000_000)]
    [InlineData(Mdc.EcgLeadII, "mV", 400, 40_000)]
    [InlineData(Mdc.EcgLeadII, "mV", 400, 8_400_000)]
    [InlineData(Mdc.ArterialPressureWave, "mmHg", 80, 60_000)]
    [InlineData(Mdc.ArterialPressureWave, "mmHg", -80, 60_000)]
    [InlineData(Mdc.Pleth, "1", 1e-5, 0)]
    [InlineData(Mdc.Pleth, "1", 4000, 1e9)]
    [InlineData(Mdc.RespirationWave, "Ohm", 4000, 1e9)]
    public async Task A_gain_or_an_offset_that_puts_the_signal_out_of_reach_is_not_monitored(
        int code,
        string unit,
        double gain,
        double offset
    )
    {
        var bedside = new Bedside();
        await bedside.Send(
            MessageKind.Birth,
            to => DeviceBirthJson.Write(to, Birth(new(0, "X1", code, 125, unit, gain, offset)))
        );

        var alarm = bedside.Bed.Alarms.ShouldHaveSingleItem();
        alarm.Kind.ShouldBe(AlarmKind.NotMonitored);
        alarm.Text.ShouldContain("range is too narrow");
    }

    [Theory]
    [InlineData(0, "Pleth1", "", Mdc.Pleth)]
    [InlineData(0, "PPG 2", "1", Mdc.Pleth)]
    [InlineData(0, "NOM_PLETH", "", Mdc.Pleth)]
    [InlineData(0, "ART1", "mmHg", Mdc.ArterialPressureWave)]
    [InlineData(0, "ABP2", "mmHg", Mdc.ArterialPressureWave)]
    [InlineData(0, "Resp1", "Ohm", Mdc.RespirationWave)]
    [InlineData(0, "Lead 1", "mV", Mdc.EcgLeadI)]
    [InlineData(0, "LEAD3", "mV", Mdc.EcgLeadIII)]
    [InlineData(0, "Ableitung 3", "mV", Mdc.EcgLeadIII)]
    [InlineData(0, "ECG V2", "mV", Mdc.EcgLeadV2)]
    [InlineData(0, "ECG2", "mV", Mdc.EcgLeadII)]
    [InlineData(131328, "V5", "mV", Mdc.EcgLeadV5)]
    [InlineData(131328, "Kanal 1", "mV", Mdc.EcgLeadII)]
    [InlineData(317, "a", "mV", Mdc.EcgLeadIII)]
    [InlineData(19380, "a", "", Mdc.Pleth)]
    [InlineData(18960, "P1", "mmHg", Mdc.ArterialPressureWave)]
    [InlineData(18964, "P1", "mmHg", Mdc.ArterialPressureWave)]
    [InlineData(150036, "P1", "mmHg", Mdc.ArterialPressureWave)]
    [InlineData(151552, "a", "Ohm", Mdc.RespirationWave)]
    [InlineData(20708, "a", "Ohm", Mdc.RespirationWave)]
    [InlineData(258, "EEG", "uV", 258)]
    [InlineData(258, "CVP2", "mmHg", 258)]
    [InlineData(258, "flow", "L/min", 258)]
    [InlineData(258, "a", "", 258)]
    [InlineData(18960, "PAP1", "mmHg", 18960)]
    [InlineData(19380, "flow", "L/min", 19380)]
    [InlineData(0, "P1", "mmHg", 0)]
    [InlineData(0, "PA1 ART", "mmHg", 0)]
    [InlineData(0, "Leader", "mV", 0)]
    [InlineData(0, "Lead 4", "mV", 0)]
    public void A_channel_is_read_where_its_code_name_and_unit_are_certain_and_left_unknown_otherwise(
        int code,
        string name,
        string unit,
        int read
    )
    {
        BirthConversion
            .TryConvert(Birth(new(0, name, code, 125, unit, 100, 0)), null, out var birth)
            .IsRefused.ShouldBeFalse();

        birth.Channels[0].Code.ShouldBe(read);
    }

    [Fact]
    public async Task A_mapping_that_its_unit_does_not_bear_costs_no_other_channel()
    {
        var bedside = new Bedside();
        bedside.Mappings.Replace([new(Bedside.Device, "Z", Mdc.EcgLeadII, "engineer", default)]);

        (
            await bedside.Send(
                MessageKind.Birth,
                to => DeviceBirthJson.Write(to, new(1, "m", "1", [Ecg(), new(1, "Z", 0, 125, "ohm", 100, 0)]))
            )
        ).IsRefused.ShouldBeFalse();

        bedside.Bed.Channels.Select(c => c.Declaration.Kind).ShouldBe([SignalKind.Ecg, SignalKind.Other]);
        bedside.Bed.Alarms.ShouldHaveSingleItem().Kind.ShouldBe(AlarmKind.NotMonitored);
    }

    [Fact]
    public async Task An_accelerometer_beside_the_pulse_is_no_alarm()
    {
        var bedside = new Bedside();
        await bedside.Send(
            MessageKind.Birth,
            to => DeviceBirthJson.Write(to, Birth(new(0, "ACC x", 0, 50, "g", 1000, 0)))
        );

        bedside.Bed.Alarms.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_person_has_mapped_is_monitored_from_the_next_birth_on()
    {
        var bedside = new Bedside();
        bedside.Mappings.Replace([new(Bedside.Device, "Kanal 7", Mdc.EcgLeadII, "engineer", default)]);

        await PlayAsync(bedside, Ecg(), Ecg() with { Name = "Kanal 7", Code = 0 }, 20);

        bedside.Bed.Vitals.HeartRate.Value.ShouldBe(75, 4);
        bedside.Bed.Alarms.ShouldBeEmpty();
    }

    private static ChannelDeclaration Ecg(double rate = 250) => new(0, "II", Mdc.EcgLeadII, rate, "mV", 400, 0);

    private static DeviceBirth Birth(ChannelDeclaration channel) => new(1, "Simulated", "1", [channel]);

    private static async Task ShouldBeWatchedAsync(ChannelDeclaration simulated, ChannelDeclaration declared)
    {
        var bedside = await PlayAsync(simulated, declared, Stops);
        bedside.Bed.Vitals.HeartRate.Value.ShouldBe(75, 75 * 0.05);
        bedside.Bed.Alarms.ShouldBeEmpty();

        await PlayAsync(bedside, simulated, declared, Stops + 12);
        bedside.Bed.Alarms.ShouldContain(a => a.Kind == AlarmKind.Asystole);
    }

    private static Task<Bedside> PlayAsync(ChannelDeclaration simulated, ChannelDeclaration declared, double seconds) =>
        PlayAsync(new Bedside(), simulated, declared, seconds);

    /// <summary>
    /// Plays a monitor that measures as simulated and declares what the test says of the same samples.
    /// </summary>
    private static async Task<Bedside> PlayAsync(
        Bedside bedside,
        ChannelDeclaration simulated,
        ChannelDeclaration declared,
        double seconds
    )
    {
        var monitor = bedside.Monitor ??= new(5, Arrest, Birth(simulated), bedside.Micros);
        while (monitor.DueSeconds < seconds)
        {
            bedside.Clock.Advance(TimeSpan.FromSeconds(Math.Max(0, monitor.DueSeconds - bedside.Elapsed)));
            (await bedside.Played(monitor, Birth(declared))).IsRefused.ShouldBeFalse();
        }

        return bedside;
    }
}
