using Shouldly;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

public class DeviceStreamTests
{
    private readonly Bedside _bedside = new();

    [Fact]
    public async Task Samples_before_the_birth_are_refused_and_counted()
    {
        (await _bedside.Frame()).Reason.ShouldBe(RefusalReason.NoBirth);

        _bedside.Refusals.Counts[RefusalReason.NoBirth].ShouldBe(1);
        _bedside.Waves.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repeated_or_old_frame_is_dropped_and_counted()
    {
        await _bedside.Birth();
        await _bedside.Frames(3);

        (await _bedside.Frame(sequence: 3, start: 124)).Reason.ShouldBe(RefusalReason.RepeatedSequence);
        (await _bedside.Frame(sequence: 1, start: 0)).Reason.ShouldBe(RefusalReason.RepeatedSequence);
        (await _bedside.Frame(sequence: 4, start: 186)).IsRefused.ShouldBeFalse();

        _bedside.Bed.FramesAccepted.ShouldBe(4);
        _bedside.Bed.FramesMissed.ShouldBe(0);
        _bedside.Bed.Refused[RefusalReason.RepeatedSequence].ShouldBe(2);
    }

    [Fact]
    public async Task Skipped_frames_are_counted_and_their_samples_stay_a_gap()
    {
        await _bedside.Birth();
        await _bedside.Frames(2);
        await _bedside.Frame(sequence: 5, start: 4 * 62);

        _bedside.Bed.FramesMissed.ShouldBe(2);
        var lead = _bedside.Patient.Recent(10)!.Channels[0];
        lead.Samples.Length.ShouldBe(5 * 62);
        lead.Samples[123].ShouldBe((short)123);
        lead.Samples[124].ShouldBe(ChannelDeclaration.Missing);
        lead.Samples[247].ShouldBe(ChannelDeclaration.Missing);
        lead.Samples[248].ShouldBe((short)248);
    }

    [Fact]
    public async Task A_sample_counter_that_goes_back_needs_a_new_epoch()
    {
        await _bedside.Birth();
        await _bedside.Frames(4);

        (await _bedside.Frame(start: 0)).Reason.ShouldBe(RefusalReason.SampleCounterWentBack);
        (await _bedside.Birth(epoch: 2)).IsRefused.ShouldBeFalse();
        (await _bedside.Frame()).IsRefused.ShouldBeFalse();
        _bedside.Bed.Epoch.ShouldBe(2u);
    }

    [Fact]
    public async Task A_frame_of_another_epoch_is_refused()
    {
        await _bedside.Birth();
        (await _bedside.Frame(epoch: 2)).Reason.ShouldBe(RefusalReason.WrongEpoch);
    }

    [Fact]
    public async Task One_frame_from_far_ahead_does_not_shut_out_the_good_ones_after_it()
    {
        await _bedside.Birth();
        await _bedside.Frames(2);

        (await _bedside.Frame(sequence: 3, start: 9_000_000)).Reason.ShouldBe(RefusalReason.TimeImplausible);
        (await _bedside.Frame(sequence: 4, start: 3 * 62)).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public async Task A_jump_ahead_that_goes_on_is_believed()
    {
        await _bedside.Birth();
        await _bedside.Frames(2);

        (await _bedside.Frame(start: 9_000_000)).IsRefused.ShouldBeTrue();
        (await _bedside.Frame()).IsRefused.ShouldBeFalse();
        (await _bedside.Frame()).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public async Task A_lower_epoch_is_refused_while_the_device_sends_and_taken_once_it_is_silent()
    {
        await _bedside.Birth(epoch: 7);
        await _bedside.Frames(1);

        (await _bedside.Birth(epoch: 1)).Reason.ShouldBe(RefusalReason.WrongEpoch);
        await _bedside.Silence(3);
        (await _bedside.Birth(epoch: 1)).IsRefused.ShouldBeFalse();
        (await _bedside.Frame()).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public async Task A_repeated_birth_keeps_the_signals()
    {
        await _bedside.Birth();
        await _bedside.Frames(4);
        await _bedside.Send(
            MessageKind.Birth,
            to => DeviceBirthJson.Write(to, new(1, "Simulated", "1", SimulatedMonitor.UsualChannels))
        );

        (await _bedside.Frame()).IsRefused.ShouldBeFalse();
        _bedside.Patient.Recent(60)!.Channels[0].Samples.Length.ShouldBe(5 * 62);
    }

    [Fact]
    public async Task The_json_form_of_a_wave_goes_the_same_way_and_the_ward_sees_the_binary_one()
    {
        await _bedside.Birth();
        var refusal = await _bedside.Send(
            MessageKind.Wave,
            $$"""{"epoch":1,"seq":1,"time":{{_bedside.Micros}},"ch":[{"i":0,"start":0,"v":[12,13,null]}]}"""
        );

        refusal.IsRefused.ShouldBeFalse();
        WaveFrame.TryRead(_bedside.Waves.ShouldHaveSingleItem(), out var frame).IsRefused.ShouldBeFalse();
        frame.Sequence.ShouldBe(1u);
        _bedside.Patient.Recent(60)!.Channels[0].Samples.ShouldBe([(short)12, (short)13, ChannelDeclaration.Missing]);
    }

    [Fact]
    public async Task Every_refused_message_is_kept_with_its_reason_and_first_bytes_but_only_the_last_hundred()
    {
        for (var i = 0; i < RefusalLog.Kept + 5; i++)
            await _bedside.Send(MessageKind.Wave, $"garbage {i}");

        _bedside.Refusals.Counts[RefusalReason.Malformed].ShouldBe(105);
        _bedside.Refusals.Last.Length.ShouldBe(RefusalLog.Kept);
        var newest = _bedside.Refusals.Last[0];
        newest.Topic.ShouldBe(MessageKind.Wave);
        newest.Detail.ShouldContain("21 bytes");
        System.Text.Encoding.UTF8.GetString(Convert.FromHexString(newest.FirstBytes)).ShouldBe("garbage 104");
    }

    [Fact]
    public async Task Numbers_of_a_gateway_without_birth_are_shown()
    {
        await _bedside.Send(
            MessageKind.Numerics,
            """[{"PhysioID":"NOM_PULS_OXIM_SAT_O2","Value":"97"},{"PhysioID":"NOM_ECG_CARD_BEAT_RATE","Value":"71"}]"""
        );

        _bedside.Bed.Vitals.Spo2.Value.ShouldBe(97);
        _bedside.Bed.Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task Silence_is_seen_without_any_frame()
    {
        await _bedside.Birth();
        await _bedside.Frames(4);
        _bedside.Bed.Connected.ShouldBeTrue();

        await _bedside.Silence(2.5);

        _bedside.Bed.Connected.ShouldBeFalse();
    }

    [Fact]
    public async Task A_device_that_says_goodbye_is_gone_at_once()
    {
        await _bedside.Birth();
        await _bedside.Frames(4);
        await _bedside.Send(MessageKind.Death, "");

        _bedside.Bed.Connected.ShouldBeFalse();
    }
}
