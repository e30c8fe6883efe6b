using System.Buffers;
using System.Collections.Immutable;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Vitals;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

/// <summary>
/// Every way in which the source of a number can fall silent: the number leaves the screen, and the loss is an alarm.
/// </summary>
public class SilentSourceTests
{
    /// <summary>
    /// Seconds for which a number may stand once its source has fallen silent, a second of judgement included.
    /// </summary>
    private const double WaveAge = 6,
        NumericsAge = DeviceReadings.MostAgeSeconds + 1;

    public static TheoryData<string> Ways => ["device", "waves", "empty frames", "frames without channels", "death"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task No_number_of_a_wave_outlives_its_samples(string way)
    {
        var bed = await FallingSilent(way, WaveAge);

        // The monitor's own numbers stand in until they are old themselves.
        Measured(bed.Bed.Vitals).ShouldAllBe(r => r.Source != ReadingSource.Measured, way);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task No_number_of_the_monitor_outlives_its_age(string way)
    {
        var bed = await FallingSilent(way, NumericsAge);

        All(bed.Bed.Vitals).ShouldAllBe(r => !r.Exists, way);
        bed.Bed.Vitals.Spo2.Absent.ShouldBe(AbsentReason.NotShown);
        bed.Bed.Vitals.HeartRate.Absent.ShouldBe(AbsentReason.NoSamples);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_silence_is_a_technical_alarm_within_ten_seconds_and_the_bed_is_not_connected(string way)
    {
        var bed = await FallingSilent(way, 10);

        bed.Bed.Connected.ShouldBeFalse();
        bed.Bed.Alarms.ShouldContain(a => AlarmHandling.IsTechnical(a.Kind) && a.EndedAt == null, way);
    }

    [Theory]
    [InlineData(0, "II")]
    [InlineData(1, "V1")]
    [InlineData(2, "PLETH")]
    [InlineData(3, "ABP")]
    [InlineData(4, "RESP")]
    public async Task A_channel_that_is_left_out_of_the_frames_is_named_by_an_alarm_and_ends_it_when_it_returns(
        int channel,
        string name
    )
    {
        var bed = new FadingBed();
        await bed.Play(20);
        bed.LeaveOut = [channel];
        await bed.Play(10);

        var alarm = bed.Bed.Alarms.Single(a => a.Kind == AlarmKind.ChannelLost);
        (alarm.Text, alarm.Priority).ShouldBe(($"No longer arrives: {name}", AlarmPriority.Medium));
        bed.Bed.Connected.ShouldBeFalse();
        bed.Bed.Heard.ShouldBeTrue();
        var lost = bed.Bed.Channels[channel];
        (lost.Arrives, lost.Quality.Score).ShouldBe((false, 0));

        bed.LeaveOut = [];
        await bed.Play(8);
        bed.Bed.Alarms.ShouldNotContain(a => a.Kind == AlarmKind.ChannelLost);
        bed.Bed.Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_their_channel_its_own_numbers_go_and_the_others_stay()
    {
        var bed = new FadingBed { Numerics = false };
        await bed.Play(20);
        bed.LeaveOut = [0, 1];
        await bed.Play(WaveAge);

        bed.Bed.Vitals.HeartRate.Absent.ShouldBe(AbsentReason.NoSamples);
        bed.Bed.Vitals.PulseRate.Exists.ShouldBeTrue();

        bed.LeaveOut = [2, 3];
        await bed.Play(15);
        bed.Bed.Vitals.HeartRate.Exists.ShouldBeTrue();
        bed.Bed.Vitals.PulseRate.Exists.ShouldBeFalse();
        bed.Bed.Vitals.Systolic.Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task Numbers_that_no_longer_come_are_an_alarm_though_the_waves_go_on()
    {
        var bed = new FadingBed();
        await bed.Play(20);
        bed.Numerics = false;
        await bed.Play(12);

        bed.Bed.Vitals.Spo2.Absent.ShouldBe(AbsentReason.NotShown);
        bed.Bed.Alarms.Single(a => a.Kind == AlarmKind.ChannelLost)
            .Text.ShouldBe("No longer arrives: the monitor's numbers");
    }

    [Theory]
    [InlineData("""{"epoch":1,"time":1790000000000000,"v":{"150456":null}}""")]
    [InlineData("""{"epoch":1,"time":1790000000000000,"v":{"150456":8388607}}""")]
    [InlineData("""[{"PhysioID":"NOM_PULS_OXIM_SAT_O2","Value":"-","Timestamp":"","DeviceID":""}]""")]
    public async Task A_number_that_the_monitor_no_longer_shows_is_gone_at_once(string payload)
    {
        var bed = new FadingBed { Numerics = false };
        await bed.Play(2);
        await bed.Side.Send(MessageKind.Numerics, """{"epoch":1,"time":1790000000000000,"v":{"150456":97}}""");
        bed.Now.Vitals.Spo2.Value.ShouldBe(97);

        (await bed.Side.Send(MessageKind.Numerics, payload)).IsRefused.ShouldBeFalse();

        bed.Now.Vitals.Spo2.ShouldBe(Reading.Without(AbsentReason.NotShown));
    }

    [Fact]
    public async Task A_number_ages_though_the_servers_clock_is_set_back()
    {
        var bed = new FadingBed();
        await bed.Play(20);
        bed.Side.Clock.AdjustTime(bed.Side.Clock.GetUtcNow().AddHours(-1));
        await bed.Side.Silence(NumericsAge + 1);

        All(bed.Now.Vitals).ShouldAllBe(r => !r.Exists);
    }

    [Fact]
    public async Task Samples_that_come_late_are_watched_at_once()
    {
        var bed = new FadingBed();
        await bed.Play(20);
        // The way is cut for seconds: what comes then lies before the time that has passed meanwhile.
        await bed.Side.Silence(6);
        bed.Now.Vitals.HeartRate.Source.ShouldBe(ReadingSource.Device);

        await bed.Play(2);

        bed.Now.Vitals.HeartRate.Source.ShouldBe(ReadingSource.Measured);
        bed.Now.Connected.ShouldBeTrue();
    }

    private static async Task<FadingBed> FallingSilent(string way, double seconds)
    {
        var bed = new FadingBed();
        await bed.Play(20);
        Measured(bed.Bed.Vitals).ShouldAllBe(r => r.Source == ReadingSource.Measured);
        bed.Bed.Vitals.Spo2.Exists.ShouldBeTrue();
        bed.Bed.Connected.ShouldBeTrue();
        bed.Numerics = false;
        if (way == "death")
            await bed.Side.Send(MessageKind.Death, "");
        bed.Way = way;
        await bed.Play(seconds);
        return bed;
    }

    private static Reading[] Measured(VitalSigns v) =>
        [v.HeartRate, v.PulseRate, v.RespirationRate, v.Systolic, v.Diastolic, v.Mean];

    private static Reading[] All(VitalSigns v) => [.. Measured(v), v.Spo2];
}

/// <summary>A bedside whose usual monitor loses what a test takes from it, while time goes on.</summary>
internal sealed class FadingBed
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly SimulatedMonitor _monitor;
    private uint _epoch = 1;
    private uint _sequence;

    public FadingBed(Scenario? scenario = null)
    {
        _monitor = new(
            1,
            scenario ?? Scenarios.Quiet,
            new(1, "Simulated", "1", SimulatedMonitor.UsualChannels),
            1_790_000_000_000_000
        );
    }

    public Bedside Side { get; } = new();

    public PatientSnapshot Bed => Side.Bed;

    /// <summary>The bed, whether or not the ward has been told of it.</summary>
    public PatientSnapshot Now => Side.Patient.Snapshot();

    public bool Numerics { get; set; } = true;

    public int[] LeaveOut { get; set; } = [];

    /// <summary>Channels whose samples all come as missing ones.</summary>
    public int[] Missing { get; set; } = [];

    /// <summary>How the device falls silent; empty while it does not.</summary>
    public string Way { get; set; } = "";

    /// <summary>Numbers that go with every numerics message in place of the monitor's own.</summary>
    public ImmutableDictionary<int, double>? Instead { get; set; }

    /// <summary>The device begins a new epoch with other channels, and sends no numbers in it.</summary>
    public async Task Begin(uint epoch, ImmutableArray<ChannelDeclaration> channels)
    {
        (_epoch, Numerics) = (epoch, false);
        (
            await Side.Send(MessageKind.Birth, to => DeviceBirthJson.Write(to, new(epoch, "Simulated", "1", channels)))
        ).ThrowIfRefused();
    }

    /// <summary>Time passes by quarters of a second; the device sends what it still sends.</summary>
    public async Task Play(double seconds)
    {
        for (var end = Side.Elapsed + seconds; Side.Elapsed < end - 0.1; )
        {
            Side.Clock.Advance(TimeSpan.FromMilliseconds(250));
            if (Way is not ("device" or "death"))
                await SendDue();
            await Side.Patient.PassTimeAsync();
        }
    }

    private async Task SendDue()
    {
        while (_monitor.DueSeconds <= Side.Elapsed)
        {
            _bytes.ResetWrittenCount();
            var kind = _monitor.Next(_bytes);
            if (kind == MessageKind.Wave)
                await SendWave();
            else if (kind == MessageKind.Numerics && Numerics)
                await SendNumerics();
            else if (kind == MessageKind.Birth)
                await Side.Patient.AcceptAsync(kind, _bytes.WrittenMemory, Side.Clock.GetUtcNow());
        }
    }

    private async Task SendNumerics()
    {
        if (Instead is null)
            (
                await Side.Patient.AcceptAsync(MessageKind.Numerics, _bytes.WrittenMemory, Side.Clock.GetUtcNow())
            ).ThrowIfRefused();
        else
            (
                await Side.Send(MessageKind.Numerics, to => DeviceNumericsJson.Write(to, new(1, Side.Micros, Instead)))
            ).ThrowIfRefused();
    }

    private async Task SendWave()
    {
        if (Way == "waves")
            return;
        var to = new ArrayBufferWriter<byte>();
        Rewrite(to);
        var refusal = await Side.Patient.AcceptAsync(MessageKind.Wave, to.WrittenMemory, Side.Clock.GetUtcNow());
        // A frame without a sample is refused; every other is taken.
        (refusal.Reason == RefusalReason.NoSamples).ShouldBe(
            Way is "empty frames" or "frames without channels",
            refusal.Detail
        );
    }

    private void Rewrite(ArrayBufferWriter<byte> to)
    {
        WaveFrame.TryRead(_bytes.WrittenSpan, out var frame).ThrowIfRefused();
        var channels = new List<(int Index, long Start, short[] Samples)>();
        foreach (var wave in frame)
        {
            var samples = new short[Way == "empty frames" ? 0 : wave.Count];
            for (var i = 0; i < samples.Length; i++)
                samples[i] = Missing.Contains(wave.Index) ? ChannelDeclaration.Missing : wave[i];
            if (Way != "frames without channels" && !LeaveOut.Contains(wave.Index))
                channels.Add((wave.Index, wave.Start, samples));
        }

        WaveFrameWriter.WriteHeader(to, _epoch, ++_sequence, Side.Micros, channels.Count);
        foreach (var (index, start, samples) in channels)
            WaveFrameWriter.WriteChannel(to, index, start, samples);
    }
}
