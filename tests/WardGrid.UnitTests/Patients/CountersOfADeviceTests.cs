using Shouldly;
using WardGrid.Alarms;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

/// <summary>
/// A device's counters over a wrap, a move of its patient, a reconnection, and on channels that do not agree.
/// </summary>
public class CountersOfADeviceTests
{
    private readonly Bedside _bedside = new();

    [Fact]
    public async Task Counters_of_32_bits_that_wrap_channel_by_channel_stay_one_course()
    {
        // The ECG counts twice as fast as the pleth, so their counters wrap months apart.
        var monitor = new SimulatedMonitor(
            1,
            Scenarios.Quiet,
            new(1, "Simulated", "1", SimulatedMonitor.UsualChannels),
            _bedside.Micros
        );
        var refused = 0;
        while (monitor.DueSeconds < 40)
        {
            _bedside.Clock.Advance(TimeSpan.FromSeconds(Math.Max(0, monitor.DueSeconds - _bedside.Elapsed)));
            refused += (await _bedside.Shifted(monitor, (1L << 32) - (20 * 250), bits: 32)).IsRefused ? 1 : 0;
        }

        refused.ShouldBe(0);
        _bedside.Bed.Epoch.ShouldBe(1u);
        foreach (var channel in _bedside.Bed.Channels)
            channel.Quality.Issues.HasFlag(QualityIssues.Missing).ShouldBeFalse(channel.Declaration.Name);
        _bedside.Bed.Vitals.HeartRate.Exists.ShouldBeTrue();
        _bedside.Bed.Vitals.PulseRate.Exists.ShouldBeTrue();
        _bedside.Bed.Alarms.ShouldNotContain(a => a.Kind == AlarmKind.LeadOff);
        WaveFrame.TryRead(_bedside.Waves[^1], out var shown).ThrowIfRefused();
        foreach (var wave in shown)
            wave.Start.ShouldBeGreaterThan(1L << 29, "screens get the same course");
    }

    [Fact]
    public async Task Frames_that_are_delivered_again_after_a_move_do_not_restart_anything()
    {
        await _bedside.Birth();
        await _bedside.Frames(40);
        var sent = _bedside.Waves.TakeLast(4).ToArray();

        _bedside.BeginNextLife(goesOn: true);
        foreach (var frame in sent)
            (await _bedside.Patient.AcceptAsync(MessageKind.Wave, frame, _bedside.Clock.GetUtcNow())).Reason.ShouldBe(
                RefusalReason.RepeatedSequence
            );

        (await _bedside.Frame()).ThrowIfRefused();
        _bedside.Bed.Epoch.ShouldBe(1u);
        _bedside.Patient.Recent(60)!.Channels[0].Samples.Length.ShouldBe(41 * 62);
    }

    [Fact]
    public async Task What_was_lost_while_a_patient_moved_costs_no_further_frame()
    {
        await _bedside.Birth();
        await _bedside.Frames(40);

        _bedside.BeginNextLife(goesOn: true);
        _bedside.Clock.Advance(TimeSpan.FromMilliseconds(20 * 248));

        (await _bedside.Frame(sequence: 61, start: 60 * 62)).ThrowIfRefused();
    }

    [Fact]
    public async Task A_moved_patient_still_does_not_believe_a_single_jump()
    {
        await _bedside.Birth();
        await _bedside.Frames(40);

        _bedside.BeginNextLife(goesOn: true);

        (await _bedside.Frame(sequence: 41, start: 1_000_000_000)).Reason.ShouldBe(RefusalReason.TimeImplausible);
        (await _bedside.Frame(sequence: 42, start: 41 * 62)).ThrowIfRefused();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refused_data_is_no_alarm_any_more_once_frames_are_accepted_in_the_next_life(bool goesOn)
    {
        await _bedside.Birth();
        await _bedside.Frames(8);
        await RefuseFor(12);
        Lasting.ShouldContain(AlarmKind.StreamRefused);

        _bedside.BeginNextLife(goesOn);
        await _bedside.Birth(2);
        await _bedside.Frames(4);

        Lasting.ShouldNotContain(AlarmKind.StreamRefused);
    }

    [Fact]
    public async Task A_device_whose_data_is_refused_is_not_called_silent_and_a_silent_one_is_not_said_to_send()
    {
        await _bedside.Birth();
        await _bedside.Frames(8);

        await RefuseFor(60);
        Lasting.ShouldContain(AlarmKind.StreamRefused);
        Lasting.ShouldNotContain(AlarmKind.NoData, "it sends");

        await _bedside.Silence(11);
        Lasting.ShouldContain(AlarmKind.NoData);
        Lasting.ShouldNotContain(AlarmKind.StreamRefused, "it does not send");
    }

    [Fact]
    public async Task Channels_of_one_frame_that_do_not_share_an_axis_are_refused_in_words()
    {
        await _bedside.Birth();
        Refusal refusal = default;
        for (uint sequence = 1; sequence < 20; sequence++)
            refusal = await Frame(sequence, sequence * 62, 1_000_000 + (sequence * 62));

        refusal.Detail.ShouldBe("channel V1 begins 4000 s after channel II: the channels of a frame share one time");
        Lasting.ShouldContain(AlarmKind.StreamRefused);
    }

    [Fact]
    public async Task A_channel_without_samples_says_nothing_by_its_counter()
    {
        await _bedside.Birth();
        for (uint sequence = 1; sequence < 20; sequence++)
        {
            var isEmpty = sequence > 10;
            (await Frame(sequence, sequence * 62, isEmpty ? 0 : sequence * 62, isEmpty ? 0 : 62)).ThrowIfRefused();
        }

        _bedside.Bed.Epoch.ShouldBe(1u);
        _bedside.Bed.Channels[1].EndSeconds.ShouldBe(11 * 62 / 250.0, 1e-9);
    }

    [Fact]
    public async Task A_device_that_lost_its_epoch_is_heard_again_within_two_seconds_also_when_it_reconnects_at_once()
    {
        await _bedside.Birth(5);
        await _bedside.Frames(40);
        await _bedside.Birth(1);

        var refused = 0;
        while ((await _bedside.Frame()).IsRefused)
            (++refused).ShouldBeLessThan(9);
    }

    private IEnumerable<AlarmKind> Lasting =>
        _bedside.Patient.State.Open.Where(a => a.EndedAt is null).Select(a => a.Kind);

    private async Task RefuseFor(int frames)
    {
        for (var i = 0; i < frames; i++)
        {
            (await _bedside.Frame(sequence: 3, start: 124)).IsRefused.ShouldBeTrue();
            await _bedside.Patient.PassTimeAsync();
        }
    }

    private Task<Refusal> Frame(uint sequence, long first, long second, int secondSamples = 62)
    {
        _bedside.Clock.Advance(TimeSpan.FromMilliseconds(248));
        return _bedside.Send(
            MessageKind.Wave,
            to =>
            {
                WaveFrameWriter.WriteHeader(to, 1, sequence, _bedside.Micros - 248_000, 2);
                WaveFrameWriter.WriteChannel(to, 0, first, new short[62]);
                WaveFrameWriter.WriteChannel(to, 1, second, new short[secondSamples]);
            }
        );
    }
}
