using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using WardGrid.Patients.Devices.Conformance;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Bedside;

namespace WardGrid.UnitTests.Patients.Conformance;

/// <summary>What a conformance run measures, requirement by requirement.</summary>
public class ConformanceRunTests
{
    [Fact]
    public void Bundles_that_change_places_are_late_and_leave_no_gap()
    {
        var waves = 0;
        byte[]? held = null;
        var run = TestedDevice.Run();
        var monitor = TestedDevice.Good();
        while (monitor.DueSeconds < 60)
        {
            var at = TestedDevice.Begin.AddSeconds(monitor.DueSeconds + 0.005);
            var payload = new ArrayBufferWriter<byte>();
            var kind = monitor.Next(payload);
            var bytes = payload.WrittenSpan.ToArray();
            if (kind == MessageKind.Wave && ++waves == 40)
            {
                held = bytes;
                continue;
            }

            run.Hear(kind, bytes, guaranteed: true, at);
            if (kind == MessageKind.Wave && held is { } late)
                run.Hear(kind, late, guaranteed: true, at);
            held = kind == MessageKind.Wave ? null : held;
        }

        Assert.Equal(["C3"], TestedDevice.Failed(TestedDevice.Report(run)));
    }

    [Fact]
    public void A_birth_at_QoS_0_fails()
    {
        var run = TestedDevice.Run();
        run.Hear(MessageKind.Birth, Birth(TestedDevice.Good().Birth), guaranteed: false, TestedDevice.Begin);

        Assert.Equal(Conformity.Fail, TestedDevice.Report(run).ResultOf("M2"));
    }

    [Fact]
    public void A_channel_that_sends_nothing_fails()
    {
        var silent = new ChannelDeclaration(9, "V9", Mdc.EcgLeadV1, 250, "mV", 400, 0);
        var run = TestedDevice.Play(
            TestedDevice.Good(),
            change: (kind, bytes) =>
                kind == MessageKind.Birth
                    ? Birth(TestedDevice.Good().Birth with { Channels = [.. FaultyMonitor.Channels, silent] })
                    : bytes
        );

        Assert.Equal(["B3"], TestedDevice.Failed(TestedDevice.Report(run)));
    }

    [Fact]
    public void A_channel_that_nobody_knows_fails()
    {
        var unknown = FaultyMonitor.Channels.SetItem(6, new(6, "FOO", 1, 62.5, "furlong", 4000, 0));
        var run = TestedDevice.Play(
            TestedDevice.Good(),
            change: (kind, bytes) =>
                kind == MessageKind.Birth ? Birth(TestedDevice.Good().Birth with { Channels = unknown }) : bytes
        );

        var report = TestedDevice.Report(run);

        Assert.Equal(["B2"], TestedDevice.Failed(report));
        Assert.Contains(report.Findings, f => f.Channel == "FOO" && f.Reasons.Contains("notMonitored.UnknownKind"));
    }

    [Fact]
    public void A_refused_message_fails_and_is_named_unless_another_requirement_names_it()
    {
        var run = TestedDevice.Play(TestedDevice.Good());
        var refused = new Dictionary<RefusalReason, long>
        {
            [RefusalReason.Malformed] = 2,
            [RefusalReason.RepeatedSequence] = 5,
        };

        var report = run.Report(refused, isBound: true, run.Request.End);

        var finding = Assert.Single(report.Findings, f => f.Requirement == "M1");
        Assert.Equal(Conformity.Fail, finding.Result);
        Assert.Equal(["refused.Malformed"], finding.Reasons);
        Assert.Equal(2, Assert.Single(finding.Measured).Value);
    }

    [Fact]
    public void A_new_connection_in_the_run_fails_and_no_keep_alive_too()
    {
        var run = TestedDevice.Play(TestedDevice.Good());
        run.Connected(keepAliveSeconds: 0, isNew: true);

        Assert.Equal(["C4", "C5"], TestedDevice.Failed(TestedDevice.Report(run)));
    }

    [Fact]
    public void A_lead_that_is_off_shows_as_missing_samples_or_as_a_line()
    {
        var missing = TestedDevice.Play(TestedDevice.Good(), change: WithSamples(ChannelDeclaration.Missing));
        var line = TestedDevice.Play(TestedDevice.Good(), change: WithSamples(0));

        Assert.Equal(Conformity.Pass, TestedDevice.Report(missing).ResultOf("S6"));
        Assert.DoesNotContain("S4", TestedDevice.Failed(TestedDevice.Report(missing)));
        Assert.Equal(["S4"], TestedDevice.Failed(TestedDevice.Report(line)));
    }

    [Fact]
    public void An_amplifier_at_its_end_is_saturated()
    {
        var run = TestedDevice.Play(TestedDevice.Good(), change: WithSamples(12_000, every: 3));

        Assert.Contains("S2", TestedDevice.Failed(TestedDevice.Report(run)));
    }

    [Fact]
    public void An_alarm_of_an_unbound_device_reaches_no_view()
    {
        var run = TestedDevice.Play(TestedDevice.Good());

        Assert.Equal(Conformity.Pass, TestedDevice.Report(run).ResultOf("A1"));
        Assert.Equal(Conformity.NoTestData, TestedDevice.Report(run, isBound: false).ResultOf("A1"));
    }

    [Fact]
    public void An_alarm_that_was_open_before_may_end_in_the_run()
    {
        var end = new DeviceAlert(1, 0, "old", AlertPhase.End, "VT", "high", null, "");
        var known = new ConformanceRun(TestedDevice.Run().Request, TestedDevice.Begin, _ => null, openAlarms: 1);
        var unknown = TestedDevice.Run();
        foreach (var run in new[] { known, unknown })
            run.Hear(MessageKind.Alert, Alert(end), guaranteed: true, TestedDevice.Begin);

        Assert.Equal(Conformity.Pass, TestedDevice.Report(known).ResultOf("A2"));
        Assert.Equal(Conformity.Fail, TestedDevice.Report(unknown).ResultOf("A2"));
    }

    [Fact]
    public void A_drift_that_jitter_hides_is_not_called_good()
    {
        var report = TestedDevice.Report(TestedDevice.Play(TestedDevice.With(DeviceFault.Jitter), seconds: 30));

        Assert.Equal(Conformity.NoTestData, report.ResultOf("T3"));
    }

    [Fact]
    public void A_clock_that_runs_slowly_is_found_while_the_samples_agree_with_it()
    {
        // A sample counter and a clock from one slow quartz agree; only the server's clock shows it.
        var run = TestedDevice.Run();
        var monitor = TestedDevice.Good();
        while (monitor.DueSeconds < 60)
        {
            var at = TestedDevice.Begin.AddSeconds(1.001 * monitor.DueSeconds + 0.005);
            var payload = new ArrayBufferWriter<byte>();
            var kind = monitor.Next(payload);
            run.Hear(kind, payload.WrittenMemory, guaranteed: true, at);
        }

        Assert.Equal(["T3"], TestedDevice.Failed(TestedDevice.Report(run)));
    }

    /// <summary>Replaces the samples of the first channel from the tenth second on.</summary>
    private static Func<MessageKind, byte[], byte[]?> WithSamples(short raw, int every = 1)
    {
        var waves = 0;
        return (kind, bytes) =>
        {
            if (kind != MessageKind.Wave || ++waves < 40 || waves % every != 0)
                return bytes;
            var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(WaveFrame.HeaderLength + 2));
            var samples = bytes.AsSpan(WaveFrame.HeaderLength + WaveFrame.ChannelHeaderLength, 2 * count);
            for (var i = 0; i < count; i++)
                BinaryPrimitives.WriteInt16LittleEndian(samples[(2 * i)..], raw);
            return bytes;
        };
    }

    private static byte[] Birth(DeviceBirth birth) => Written(to => DeviceBirthJson.Write(to, birth));

    private static byte[] Alert(DeviceAlert alert) => Written(to => DeviceAlertJson.Write(to, alert));

    private static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
