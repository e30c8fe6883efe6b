using Shouldly;
using WardGrid.Signals.Beats;

namespace WardGrid.UnitTests.Signals.Beats;

public class QrsHostileInputTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(3.5f)]
    [InlineData(-999f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.MaxValue)]
    public void A_lead_that_stands_still_has_no_beat(float value)
    {
        var wave = new float[250 * 30];
        Array.Fill(wave, value);

        QrsDetectorTests.Detect(250, wave).ShouldBeEmpty();
    }

    [Fact]
    public void Asystole_after_beats_stays_silent_though_the_amplifier_hisses_and_the_atria_beat_on()
    {
        var wave = BeatTrain.Ecg(250, 60, BeatTrain.Times(30, 0.8));
        foreach (var t in BeatTrain.Times(60, 0.8))
            BeatTrain.Add(wave, 250, t - 0.16, 0.025, 0.1);
        Hiss(wave, 0.01f);

        QrsDetectorTests.Detect(250, wave).Count(b => b.Seconds is > 31 and < 45).ShouldBe(0);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.MinValue)]
    public void Poison_is_forgotten_after_it_has_gone(float poison)
    {
        var times = BeatTrain.Times(60, 0.8);
        var wave = BeatTrain.Ecg(250, 60, times);
        for (var i = 5000; i < 5500; i += 7)
            wave[i] = poison;

        var beats = QrsDetectorTests.Detect(250, wave);

        QrsDetectorTests.ShouldBeTheBeats(beats.Where(b => b.Seconds > 23), [.. times.Where(t => t > 23)], 60, 0.012);
        beats.ShouldAllBe(b => float.IsFinite(b.Amplitude) && float.IsFinite(b.Width));
    }

    [Fact]
    public void Spikes_of_one_sample_are_no_beats()
    {
        var times = BeatTrain.Times(60, 0.8);
        var wave = BeatTrain.Ecg(250, 60, times);
        for (var i = 600; i < wave.Length; i += 211)
            wave[i] += 5;

        QrsDetectorTests.ShouldBeTheBeats(QrsDetectorTests.Detect(250, wave), times, 60, 0.02);
    }

    [Fact]
    public void Wander_far_above_the_beats_hides_none()
    {
        var times = BeatTrain.Times(60, 0.8);
        var wave = BeatTrain.Ecg(250, 60, times, amplitude: 0.5);
        for (var i = 0; i < wave.Length; i++)
            wave[i] += 3 * MathF.Sin(2 * MathF.PI * 0.3f * i / 250);

        QrsDetectorTests.ShouldBeTheBeats(QrsDetectorTests.Detect(250, wave), times, 60, 0.012);
    }

    [Fact]
    public void A_saturated_stretch_costs_its_beats_only()
    {
        var times = BeatTrain.Times(60, 0.8);
        var wave = BeatTrain.Ecg(250, 60, times);
        Array.Fill(wave, 5f, 250 * 20, 250 * 4);

        var beats = QrsDetectorTests.Detect(250, wave);

        QrsDetectorTests.ShouldBeTheBeats(beats.Where(b => b.Seconds < 19), [.. times.Where(t => t < 19)], 19, 0.012);
        QrsDetectorTests.ShouldBeTheBeats(beats.Where(b => b.Seconds > 26), [.. times.Where(t => t > 26)], 60, 0.012);
    }

    [Fact]
    public void A_sudden_loss_of_amplitude_is_found_within_seconds()
    {
        var times = BeatTrain.Times(60, 0.8);
        var wave = BeatTrain.Ecg(250, 60, times);
        for (var i = 250 * 30; i < wave.Length; i++)
            wave[i] /= 5;

        var late = QrsDetectorTests.Detect(250, wave).Where(b => b.Seconds > 36).ToList();

        QrsDetectorTests.ShouldBeTheBeats(late, [.. times.Where(t => t > 36)], 60, 0.012);
    }

    [Fact]
    public void Nothing_is_allocated_per_sample()
    {
        var wave = BeatTrain.Ecg(250, 120, BeatTrain.Times(120, 0.7));
        var (qrs, pulses) = (new QrsDetector(250), new PulseDetector(250, 0));
        var (beats, next) = (0, 0);
        Play(5000);

        Allocations.Least(() => Play(5000)).ShouldBe(0);

        beats.ShouldBeGreaterThan(250);

        void Play(int samples)
        {
            for (var until = next + samples; next < until; next++)
            {
                if (qrs.Add(next, wave[next], out _))
                    beats++;
                if (pulses.Add(next, wave[next], out _))
                    beats++;
            }
        }
    }

    private static void Hiss(float[] wave, float amplitude)
    {
        var state = 12345u;
        for (var i = 0; i < wave.Length; i++)
        {
            state = state * 1664525 + 1013904223;
            wave[i] += amplitude * ((state >> 8) / (float)(1 << 23) - 1);
        }
    }
}
