using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Signals;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

/// <summary>Compares an activation that continues with its device's last minute with one that starts again.</summary>
public sealed class MovedLifeTests
{
    [Fact]
    public void The_last_minute_is_there_sample_for_sample_with_its_gaps_and_the_same_beats_are_found_in_it()
    {
        var before = new BedSignals(new(1, "Simulated", "1", SimulatedMonitor.UsualChannels));
        Feed(before, Scenarios.Quiet, seconds: 90, lost: second => second is > 70 and < 72);
        var after = new DeviceStream();

        after.Recall(
            new(
                before.Birth,
                DeviceStreamState.Cut(before),
                7,
                360,
                8,
                DateTimeOffset.UnixEpoch,
                DateTimeOffset.UnixEpoch,
                TimeSpan.Zero
            )
        );

        for (var c = 0; c < before.Channels.Length; c++)
        {
            var (was, now) = (before.Channels[c], after.Signals!.Channels[c]);
            now.Window.End.ShouldBe(was.Window.End);
            for (
                var i = (long)Math.Ceiling((before.NowSeconds - BedSignals.WindowSeconds) * was.Declaration.Rate);
                i < was.Window.End;
                i++
            )
                Assert.True(
                    now.Window[i].Equals(was.Window[i]),
                    $"{was.Declaration.Name}, sample {i}: {now.Window[i]}, was {was.Window[i]}"
                );
            // The detectors know their patient after some seconds; from then on they hear what their forerunners heard.
            var since = before.NowSeconds - 50;
            Since(now, since).Select(b => b.Sample).ShouldBe(Since(was, since).Select(b => b.Sample));
        }

        Since(before.Channels[0], before.NowSeconds - 50).Count().ShouldBeGreaterThan(20);
        after.Signals!.Vitals.HeartRate.ShouldBe(before.Vitals.HeartRate);
        (after.Accepted, after.Missed).ShouldBe((360, 8));
    }

    [Fact]
    public async Task It_is_connected_at_once_refuses_what_the_earlier_life_had_and_counts_what_was_lost_between()
    {
        var bedside = new Bedside();
        await bedside.Birth();
        await bedside.Frames(8);

        bedside.BeginNextLife(goesOn: true);

        (bedside.Bed.Connected, bedside.Bed.FramesAccepted, bedside.Bed.Epoch).ShouldBe((true, 8, 1u));
        (await bedside.Frame(sequence: 8, start: 8 * 62)).Reason.ShouldBe(RefusalReason.RepeatedSequence);
        (await bedside.Frame(sequence: 12, start: 11 * 62)).ShouldBe(Refusal.None);
        bedside.Patient.Snapshot().FramesMissed.ShouldBe(3);
        bedside.Patient.Recent(60)!.Channels[0].Samples.Length.ShouldBe(12 * 62);
    }

    [Fact]
    public async Task An_alarm_that_is_raised_just_after_the_move_has_the_verdict_that_it_would_have_had_without()
    {
        (await VerdictAsync(_ => Task.CompletedTask)).ShouldBe(Verdict.Confirmed);
        (
            await VerdictAsync(bedside =>
            {
                bedside.BeginNextLife(goesOn: true);
                return Task.CompletedTask;
            })
        ).ShouldBe(Verdict.Confirmed);
        (
            await VerdictAsync(bedside =>
            {
                bedside.BeginNextLife(goesOn: false);
                return bedside.Birth();
            })
        ).ShouldBe(Verdict.Undecided);

        static async Task<Verdict> VerdictAsync(Func<Bedside, Task> move)
        {
            var bedside = new Bedside();
            var played = new PlayedScenario(bedside, Scenarios.VentricularTachycardia);
            await played.PlayUntil(63.5);
            bedside.Patient.State.Open.ShouldNotContain(a => a.Origin == AlarmOrigin.Monitor);
            await move(bedside);
            await played.PlayUntil(72);
            return bedside
                .Patient.State.Open.Single(a =>
                    a is { Origin: AlarmOrigin.Monitor, Kind: AlarmKind.VentricularTachycardia }
                )
                .Decision!.Verdict;
        }
    }

    [Fact]
    public async Task A_condition_that_lasts_over_the_move_stays_one_alarm_and_ends_when_it_would_have_ended_without()
    {
        var unmoved = await AlarmsAsync(_ => { });
        var moved = await AlarmsAsync(bedside => bedside.BeginNextLife(goesOn: true));

        moved.ShouldBe(unmoved);
        unmoved.ShouldContain(a =>
            a.Kind == AlarmKind.ExtremeBradycardia && a.Origin == AlarmOrigin.WardGrid && a.EndedAt != null
        );

        static async Task<(
            string Id,
            AlarmKind Kind,
            AlarmOrigin Origin,
            DateTimeOffset RaisedAt,
            DateTimeOffset? EndedAt
        )[]> AlarmsAsync(Action<Bedside> move)
        {
            var bedside = new Bedside();
            var played = new PlayedScenario(bedside, Scenarios.Arrest);
            await played.PlayUntil(90);
            bedside.Patient.State.Open.ShouldContain(a =>
                a.Kind == AlarmKind.ExtremeBradycardia && a.Origin == AlarmOrigin.WardGrid && a.EndedAt == null
            );
            move(bedside);
            await played.PlayUntil(240);
            return
            [
                .. bedside
                    .Patient.State.Open.Select(a => (a.Id, a.Kind, a.Origin, a.RaisedAt, a.EndedAt))
                    .OrderBy(a => a.RaisedAt)
                    .ThenBy(a => a.Id, StringComparer.Ordinal),
            ];
        }
    }

    [Fact]
    public async Task A_channel_that_is_mapped_after_the_move_is_read_at_the_birth_that_comes_again()
    {
        var bedside = new Bedside();
        await bedside.Send(MessageKind.Birth, Declare);
        await bedside.Frames(8);
        bedside.BeginNextLife(goesOn: true);
        bedside.Mappings.Replace([new(Bedside.Device, "Kanal 7", Mdc.EcgLeadII, "engineer", default)]);

        (await bedside.Send(MessageKind.Birth, Declare)).ShouldBe(Refusal.None);

        bedside.Bed.Channels[0].Declaration.Kind.ShouldBe(SignalKind.Ecg);
        bedside.Bed.Alarms.ShouldBeEmpty();

        static void Declare(System.Buffers.IBufferWriter<byte> to) =>
            DeviceBirthJson.Write(
                to,
                new(
                    1,
                    "Simulated",
                    "1",
                    [new(0, "Kanal 7", 0, 250, "mV", 400, 0), new(1, "V1", Mdc.EcgLeadV1, 250, "mV", 400, 0)]
                )
            );
    }

    [Fact]
    public async Task The_epoch_that_screens_know_does_not_go_back_where_a_device_had_restarted_its_counters()
    {
        var bedside = new Bedside();
        await bedside.Birth();
        await bedside.Frames(40);
        await bedside.Frame(sequence: 1, start: 0);
        await bedside.Frame(sequence: 2, start: 62);
        bedside.Patient.Snapshot().Epoch.ShouldBe(2u);

        bedside.BeginNextLife(goesOn: true);

        bedside.Patient.Snapshot().Epoch.ShouldBe(2u);
    }

    [Fact]
    public async Task Before_the_first_frame_there_is_nothing_to_hand_over()
    {
        var bedside = new Bedside();
        bedside.Patient.StreamState.ShouldBeNull();
        await bedside.Birth();
        bedside.Patient.StreamState.ShouldBeNull();
    }

    private static IEnumerable<Beat> Since(SignalChannel channel, double seconds)
    {
        for (var i = channel.Beats.Begin; i < channel.Beats.End; i++)
        {
            if (channel.Beats[i].Seconds > seconds)
                yield return channel.Beats[i];
        }
    }

    private static void Feed(BedSignals signals, Scenario scenario, double seconds, Func<double, bool> lost)
    {
        var monitor = new SimulatedMonitor(1, scenario, signals.Birth, 1_790_000_000_000_000);
        var payload = new System.Buffers.ArrayBufferWriter<byte>();
        while (monitor.DueSeconds < seconds)
        {
            payload.ResetWrittenCount();
            var due = monitor.DueSeconds;
            if (monitor.Next(payload) != MessageKind.Wave || lost(due))
                continue;
            WaveFrame.TryRead(payload.WrittenSpan, out var frame).ThrowIfRefused();
            signals.Accept(frame).ThrowIfRefused();
        }
    }
}
