using System.Buffers;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

/// <summary>
/// Whatever a device sends, good frames are accepted within two seconds, or the tile says that they are refused.
/// </summary>
public class FrameContinuityTests
{
    /// <summary>Two seconds of bundles of 250 ms, and the one that is held back.</summary>
    private const int WithinTwoSeconds = 9;

    private readonly Bedside _bedside = new();
    private uint _sequence;
    private long _sample;

    [Theory]
    [InlineData("second channel 10^9 ahead", 1, 1_000_000_000L, 0u)]
    [InlineData("first channel 10^9 ahead", 0, 1_000_000_000L, 0u)]
    [InlineData("second channel 50 s ahead", 1, 12_500L, 0u)]
    [InlineData("sequence 10^9 ahead", 0, 0L, 1_000_000_000u)]
    [InlineData("sequence half the range ahead", 0, 0L, 2_147_483_647u)]
    [InlineData("sequence behind", 0, 0L, 4_294_967_000u)]
    public async Task One_damaged_frame_costs_nothing_but_itself(
        string damage,
        int channel,
        long ahead,
        uint sequenceAhead
    )
    {
        await _bedside.Birth();
        for (var i = 0; i < 8; i++)
            (await Good()).IsRefused.ShouldBeFalse(damage);

        (await Send(_sequence + 1 + sequenceAhead, i => _sample + (i == channel ? ahead : 0))).IsRefused.ShouldBeTrue(
            damage
        );

        (await Good()).IsRefused.ShouldBeFalse(damage);
        (await Good()).IsRefused.ShouldBeFalse(damage);
    }

    [Fact]
    public async Task A_channel_that_is_twice_in_a_frame_is_refused_in_words()
    {
        await _bedside.Birth();
        await Good();

        var refusal = await Send(++_sequence, _ => _sample, channels: [0, 0]);

        refusal.Reason.ShouldBe(RefusalReason.Malformed);
        refusal.Detail.ShouldBe("channel index 0 is twice in the frame");
    }

    [Fact]
    public async Task A_frame_that_is_longer_than_the_contract_is_refused()
    {
        await _bedside.Birth();
        await Good();

        var refusal = await Send(++_sequence, _ => _sample, samples: 40_000);

        refusal.Reason.ShouldBe(RefusalReason.TooLarge);
        refusal.Detail.ShouldContain("160 s of samples; a frame holds 1 s at most");
        (await Good()).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public async Task A_frame_without_samples_is_refused()
    {
        await _bedside.Birth();
        await Good();

        (await Send(++_sequence, _ => _sample, samples: 0)).Reason.ShouldBe(RefusalReason.NoSamples);
        (await Send(++_sequence, _ => _sample, channels: [])).Reason.ShouldBe(RefusalReason.NoSamples);
    }

    [Theory]
    [InlineData(1e-3, "looks like milliseconds")]
    [InlineData(1e-6, "looks like seconds")]
    [InlineData(1e3, "looks like nanoseconds")]
    public async Task A_clock_in_another_unit_is_refused_and_the_unit_is_named(double unit, string words)
    {
        await _bedside.Birth();

        var refusal = await Send(++_sequence, _ => _sample, time: (long)(_bedside.Micros * unit));

        refusal.Reason.ShouldBe(RefusalReason.TimeImplausible);
        refusal.Detail.ShouldContain(words);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_device_that_restarts_its_counters_without_a_new_epoch_is_heard_again(bool saysItsBirth)
    {
        await _bedside.Birth();
        for (var i = 0; i < 40; i++)
            await Good();

        (_sequence, _sample) = (0, 0);
        if (saysItsBirth)
            await _bedside.Send(
                MessageKind.Birth,
                to => DeviceBirthJson.Write(to, new(1, "Simulated", "1", SimulatedMonitor.UsualChannels))
            );
        var refused = 0;
        while ((await Good()).IsRefused)
            (++refused).ShouldBeLessThan(WithinTwoSeconds);

        refused.ShouldBe(saysItsBirth ? 0 : 1);
        _bedside.Patient.Recent(60)!.Channels[0].Start.ShouldBe(refused * 62);
        _bedside.Bed.Epoch.ShouldNotBe(1u, "a screen must not join the two courses");
    }

    [Fact]
    public async Task Frames_that_a_broker_delivers_again_do_not_restart_anything()
    {
        await _bedside.Birth();
        for (var i = 0; i < 20; i++)
            await Good();
        var micros = _bedside.Micros;

        for (uint again = 10; again < 20; again++)
            (
                await Send(again, _ => (again - 1) * 62, time: micros - ((21 - again) * 248_000), move: false)
            ).Reason.ShouldBe(RefusalReason.RepeatedSequence);

        (await Good()).IsRefused.ShouldBeFalse();
        _bedside.Bed.Epoch.ShouldBe(1u);
    }

    [Fact]
    public async Task Frames_that_were_held_up_on_the_way_are_all_accepted()
    {
        await _bedside.Birth();
        for (var i = 0; i < 20; i++)
            await Good();

        // Ten seconds of frames come at once, then ten seconds are lost.
        _bedside.Clock.Advance(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 40; i++)
            (await Send(++_sequence, _ => Next(), move: false)).IsRefused.ShouldBeFalse();
        _bedside.Clock.Advance(TimeSpan.FromSeconds(10));
        (_sequence, _sample) = (_sequence + 40, _sample + (40 * 62));
        (await Good()).IsRefused.ShouldBeFalse();
        _bedside.Bed.FramesMissed.ShouldBe(40);
    }

    [Fact]
    public async Task A_counter_of_32_bits_may_wrap()
    {
        await _bedside.Birth();
        _sample = (1L << 32) - (5 * 62) - 17;
        for (var i = 0; i < 5; i++)
            (await Good()).IsRefused.ShouldBeFalse();
        _sample -= 1L << 32;
        (_sample < 0).ShouldBeTrue();
        _sample += 62;

        var refused = 0;
        while ((await Good()).IsRefused)
            (++refused).ShouldBeLessThan(WithinTwoSeconds);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData((1L << 32) + 17)]
    [InlineData((1L << 40) + 12_345_679)]
    public async Task Counters_may_begin_anywhere(long first)
    {
        var monitor = new SimulatedMonitor(
            1,
            Scenarios.Quiet,
            new(1, "Simulated", "1", SimulatedMonitor.UsualChannels),
            _bedside.Micros
        );
        while (monitor.DueSeconds < 25)
        {
            _bedside.Clock.Advance(TimeSpan.FromSeconds(Math.Max(0, monitor.DueSeconds - _bedside.Elapsed)));
            await _bedside.Shifted(monitor, first);
        }

        var lead = _bedside.Bed.Channels[0];
        lead.Quality.Issues.HasFlag(QualityIssues.Missing).ShouldBeFalse();
        lead.Quality.Score.ShouldBeGreaterThan(0.5f);
        _bedside.Bed.Vitals.HeartRate.Exists.ShouldBeTrue();
        _bedside.Bed.Alarms.ShouldNotContain(a => a.Kind == AlarmKind.LeadOff);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task After_any_finite_garbage_good_frames_are_accepted_within_two_seconds_or_the_tile_says_so(int seed)
    {
        for (var round = 0; round < 60; round++)
        {
            var bedside = new FrameContinuityTests();
            await bedside.SurviveAsync(new Random(1000 * seed + round));
        }
    }

    private async Task SurviveAsync(Random chance)
    {
        await _bedside.Birth();
        for (var i = 0; i < 8; i++)
            await Good();
        for (var i = chance.Next(1, 30); i > 0; i--)
            await Garbage(chance);

        var refused = 0;
        while (true)
        {
            var refusal = await Good();
            if (!refusal.IsRefused)
                break;
            if (++refused >= WithinTwoSeconds)
                Alarms.ShouldContain(AlarmKind.StreamRefused, refusal.Detail);
            refused.ShouldBeLessThan(4 * WithinTwoSeconds, $"good frames are never accepted again: {refusal.Detail}");
        }

        for (var i = 0; i < 4; i++)
            (await Good()).IsRefused.ShouldBeFalse();
        Alarms.ShouldNotContain(AlarmKind.StreamRefused);
    }

    private IEnumerable<AlarmKind> Alarms => _bedside.Bed.Alarms.Where(a => a.EndedAt is null).Select(a => a.Kind);

    private async Task Garbage(Random chance)
    {
        long[] leaps = [0, 1, 62, 500, 12_500, 1_000_000_000, long.MaxValue / 4];
        long Leap() => leaps[chance.Next(leaps.Length)] * (chance.Next(3) - 1);
        var sequence = chance.Next(3) switch
        {
            0 => _sequence + 1,
            1 => (uint)chance.NextInt64(uint.MaxValue),
            _ => _sequence + (uint)chance.Next(200),
        };
        var starts = new[] { Math.Max(0, _sample + Leap()), Math.Max(0, _sample + Leap()) };
        var time = chance.Next(4) == 0 ? Math.Max(1, _bedside.Micros + Leap()) : _bedside.Micros;
        await Send(
            sequence,
            i => starts[i % 2],
            samples: chance.Next(4) == 0 ? chance.Next(400) : 62,
            time: time,
            move: chance.Next(2) == 0
        );
    }

    private long Next()
    {
        var start = _sample;
        if (_channelsToGo-- > 0)
            return start;
        (_channelsToGo, _sample) = (1, _sample + 62);
        return start;
    }

    private int _channelsToGo = 1;

    private async Task<Refusal> Good()
    {
        var start = _sample;
        _sample += 62;
        return await Send(++_sequence, _ => start);
    }

    private Task<Refusal> Send(
        uint sequence,
        Func<int, long> startOf,
        int samples = 62,
        int[]? channels = null,
        long? time = null,
        bool move = true
    )
    {
        if (move)
            _bedside.Clock.Advance(TimeSpan.FromMilliseconds(248));
        return _bedside.Send(
            MessageKind.Wave,
            to => Write(to, sequence, startOf, samples, channels ?? [0, 1], time ?? (_bedside.Micros - 248_000))
        );
    }

    private static void Write(
        IBufferWriter<byte> to,
        uint sequence,
        Func<int, long> startOf,
        int samples,
        int[] channels,
        long time
    )
    {
        WaveFrameWriter.WriteHeader(to, 1, sequence, time, channels.Length);
        foreach (var channel in channels)
            WaveFrameWriter.WriteChannel(to, channel, startOf(channel), new short[samples]);
    }
}
