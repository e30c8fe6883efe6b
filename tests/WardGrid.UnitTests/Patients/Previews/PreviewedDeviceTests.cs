using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Shouldly;
using WardGrid.Patients.Devices.Previews;
using WardGrid.Signals.Leads;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Bedside;
using WardGrid.UnitTests.Patients.Conformance;

namespace WardGrid.UnitTests.Patients.Previews;

public sealed class PreviewedDeviceTests
{
    private static readonly DateTimeOffset Begin = Clocks.Morning;

    private readonly PreviewedDevice _device = new();
    private DateTimeOffset _now = Begin;

    [Fact]
    public void The_last_seconds_of_a_channel_are_there_in_its_unit_and_no_peak_is_lost()
    {
        Hear(Birth(new ChannelDeclaration(0, "II", Mdc.EcgLeadII, 500, "mV", 200, 0)));
        for (var second = 0; second < 20; second++)
            Wave(second * 500, n => (short)(n == 9_700 ? 400 : 0), 500);

        var channel = Read().Channels.ShouldHaveSingleItem();

        channel.Trace.Length.ShouldBe(500);
        channel.Trace.Count(v => v == 2f).ShouldBe(1);
        channel.Trace.Count(v => v == 0f).ShouldBe(499);
        channel.MeasuredRate.ShouldBe(500);
    }

    [Fact]
    public void Lost_samples_are_a_gap_and_the_rate_is_what_comes()
    {
        Hear(Birth(new ChannelDeclaration(0, "II", Mdc.EcgLeadII, 100, "mV", 200, 0)));
        for (var second = 0; second < 4; second++)
            Wave(second * 100, _ => 1, 100);
        Wave(500, _ => 1, 100);

        var trace = Read().Channels[0].Trace;

        trace[^100..].ShouldAllBe(v => float.IsFinite(v));
        trace[^200..^100].ShouldAllBe(v => float.IsNaN(v));
        trace[^300..^200].ShouldAllBe(v => float.IsFinite(v));
    }

    [Fact]
    public void Counters_that_begin_again_begin_the_trace_again()
    {
        Hear(Birth(new ChannelDeclaration(0, "II", Mdc.EcgLeadII, 100, "mV", 200, 0)));
        Wave(1_000_000, _ => 1, 100);
        Wave(0, _ => 2, 100);

        var trace = Read().Channels[0].Trace;

        trace.Where(float.IsFinite).ShouldBe(Enumerable.Repeat(0.01f, 100));
    }

    [Fact]
    public void A_mapping_and_a_unit_are_applied_as_the_ward_would()
    {
        Hear(Birth(new ChannelDeclaration(0, "CH1", 0, 250, "uV", 1, 0)));

        Read().Channels[0].Declaration.Kind.ShouldBe(SignalKind.Other);
        var mapped = _device.Read(name => name == "CH1" ? Mdc.EcgLeadV2 : null, _now).Channels[0].Declaration;
        (mapped.Code, mapped.Unit, mapped.Gain).ShouldBe((Mdc.EcgLeadV2, "mV", 1000));
    }

    [Fact]
    public void Messages_are_counted_by_kind_and_refusals_say_why()
    {
        Hear(MessageKind.Numerics, """{"epoch":1,"time":5,"v":{"147842":71,"150456":null}}""");
        _now = Begin.AddSeconds(3);
        Hear(MessageKind.Numerics, """{"epoch":1,"time":5,"v":{"147842":72}}""");
        _device.Hear(MessageKind.Wave, "x"u8, new(RefusalReason.Malformed, "not a bundle"), _now);

        var preview = Read();

        preview.Messages.ShouldBe(
            [new(MessageKind.Wave, 1, _now, _now), new(MessageKind.Numerics, 2, Begin, _now)],
            ignoreOrder: true
        );
        preview.Numbers.Select(n => (n.Code, n.Value)).ShouldBe([(Mdc.HeartRate, 72), (Mdc.Spo2, double.NaN)]);
        preview.Refused.ShouldBe([new(_now, MessageKind.Wave, "not a bundle")]);
        preview.Model.ShouldBeNull();
    }

    [Fact]
    public void Samples_as_JSON_are_drawn_too()
    {
        Hear(Birth(new ChannelDeclaration(3, "II", Mdc.EcgLeadII, 100, "mV", 200, 0)));
        Hear(MessageKind.Wave, """{"epoch":1,"seq":1,"time":5,"ch":[{"i":3,"start":0,"v":[100,null,200]}]}""");

        Read().Channels[0].Trace[^3..].ShouldBe([0.5f, float.NaN, 1f]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(DeviceFault.LeadSwap)]
    public void Leads_that_have_each_others_name_are_told_after_ten_seconds(DeviceFault? fault)
    {
        var monitor = fault is { } chosen ? TestedDevice.With(chosen) : TestedDevice.Good();
        while (monitor.DueSeconds < 15)
        {
            var payload = new ArrayBufferWriter<byte>();
            var due = Begin.AddSeconds(monitor.DueSeconds);
            var kind = monitor.Next(payload);
            _device.Hear(kind, payload.WrittenSpan, Refusal.None, due);
        }

        var leads = Read().Leads;

        leads.IsJudged.ShouldBeTrue();
        // Of three limb leads two explanations fit; both are told.
        leads.Faults.Any(f => f.Kind == LeadFaultKind.Exchanged).ShouldBe(fault is not null);
        leads.Faults.IsEmpty.ShouldBe(fault is null);
    }

    private DevicePreview Read() => _device.Read(_ => null, _now);

    private static DeviceBirth Birth(params ImmutableArray<ChannelDeclaration> channels) =>
        new(1, "B650", "1", channels);

    private void Hear(DeviceBirth birth)
    {
        var json = new ArrayBufferWriter<byte>();
        DeviceBirthJson.Write(json, birth);
        _device.Hear(MessageKind.Birth, json.WrittenSpan, Refusal.None, _now);
    }

    private void Hear(MessageKind kind, string json) =>
        _device.Hear(kind, Encoding.UTF8.GetBytes(json), Refusal.None, _now);

    /// <summary>A second of samples of channel 0, which arrives a second after the last.</summary>
    private void Wave(long start, Func<long, short> value, int count)
    {
        _now = _now.AddSeconds(1);
        var bundle = new ArrayBufferWriter<byte>();
        WaveFrameWriter.WriteHeader(bundle, 1, (uint)start, 0, 1);
        WaveFrameWriter.WriteChannel(bundle, 0, start, [.. Enumerable.Range(0, count).Select(i => value(start + i))]);
        _device.Hear(MessageKind.Wave, bundle.WrittenSpan, Refusal.None, _now);
    }
}
