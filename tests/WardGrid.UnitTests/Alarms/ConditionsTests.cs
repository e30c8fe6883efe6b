using System.Buffers;
using System.Collections.Immutable;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;
using static WardGrid.UnitTests.Alarms.WatchedBed;

namespace WardGrid.UnitTests.Alarms;

/// <summary>
/// The conditions on simulated patients: what happens at second 60 is found within the ten seconds that
/// IEC 60601-2-27 allows.
/// </summary>
public class ConditionsTests
{
    private const double Onset = 60;

    [Theory]
    [InlineData(RhythmKind.Asystole, 0, AlarmKind.Asystole)]
    [InlineData(RhythmKind.VentricularFibrillation, 0, AlarmKind.VentricularFibrillation)]
    [InlineData(RhythmKind.Sinus, 32, AlarmKind.ExtremeBradycardia)]
    [InlineData(RhythmKind.SupraventricularTachycardia, 175, AlarmKind.ExtremeTachycardia)]
    public void A_change_of_rhythm_is_found_within_ten_seconds(RhythmKind rhythm, double rate, AlarmKind expected)
    {
        foreach (var seed in new ulong[] { 1, 2, 3 })
        {
            var changes = Watch(seed, [new(0, Rhythm.Sinus()), new(Onset, new Rhythm(rhythm, rate))], seconds: 80);

            var found = changes.Where(c => c.Started && c.Kind == expected).ToArray();
            found.ShouldHaveSingleItem($"seed {seed}: {Words(changes)}");
            found[0].AtSeconds.ShouldBeInRange(Onset, Onset + 12, $"seed {seed}");
            found[0].Text.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void A_uniform_ventricular_tachycardia_is_found_within_ten_seconds_as_that_or_as_flutter()
    {
        foreach (var seed in new ulong[] { 1, 2, 3, 4, 5 })
        {
            var changes = Watch(
                seed,
                [new(0, Rhythm.Sinus()), new(Onset, Rhythm.VentricularTachycardia())],
                seconds: 80
            );

            var found = changes.FirstOrDefault(c =>
                c.Started && c.Kind is AlarmKind.VentricularTachycardia or AlarmKind.VentricularFibrillation
            );
            found.ShouldNotBeNull($"seed {seed}: {Words(changes)}").AtSeconds.ShouldBeLessThan(Onset + 10);
            found.Priority.ShouldBe(AlarmPriority.High);
        }
    }

    [Theory]
    [InlineData(1ul)]
    [InlineData(2ul)]
    [InlineData(3ul)]
    public void A_calm_heart_raises_nothing_in_five_minutes(ulong seed)
    {
        Watch(seed, [new(0, Rhythm.Sinus())], seconds: 300).ShouldBeEmpty();
    }

    [Fact]
    public void Atrial_fibrillation_is_said_after_half_a_minute_and_once()
    {
        var changes = Watch(1, [new(0, Rhythm.Sinus()), new(Onset, Rhythm.AtrialFibrillation())], seconds: 240);

        var found = changes.Where(c => c.Kind == AlarmKind.AtrialFibrillation).ToArray();
        found.ShouldHaveSingleItem(Words(changes)).Started.ShouldBeTrue();
        found[0].AtSeconds.ShouldBeGreaterThan(Onset + 30);
    }

    [Fact]
    public void An_alarm_ends_when_the_heart_beats_again()
    {
        var changes = Watch(
            1,
            [new(0, Rhythm.Sinus()), new(Onset, Rhythm.Asystole), new(Onset + 12, Rhythm.Sinus())],
            seconds: 120
        );

        changes.Where(c => c.Kind == AlarmKind.Asystole).Select(c => c.Started).ShouldBe([true, false]);
    }

    [Theory]
    [InlineData(1, AlarmKind.VentricularFibrillation)]
    [InlineData(3, AlarmKind.VentricularFibrillation)]
    [InlineData(1, AlarmKind.Asystole)]
    [InlineData(3, AlarmKind.Asystole)]
    public void An_arrest_of_minutes_is_one_alarm_that_lasts_though_pulses_are_found_in_the_noise(
        ulong seed,
        AlarmKind kind
    )
    {
        var arrest = kind == AlarmKind.Asystole ? Rhythm.Asystole : Rhythm.VentricularFibrillation;

        var changes = Watch(seed, [new(0, Rhythm.Sinus()), new(Onset, arrest)], seconds: Onset + 240);

        changes.Where(c => c.Kind == kind).ShouldHaveSingleItem(Words(changes)).Started.ShouldBeTrue();
    }

    [Fact]
    public void A_loose_electrode_is_no_arrest_while_the_other_lead_beats()
    {
        var changes = Watch(
            1,
            [new(0, Rhythm.Sinus()), new(Onset, Rhythm.Sinus(), [new(DisturbanceKind.LeadOff, 1, "II")])],
            seconds: 90
        );

        changes.ShouldContain(c => c.Started && c.Kind == AlarmKind.LeadOff, Words(changes));
        changes.ShouldNotContain(c => c.Kind == AlarmKind.Asystole, Words(changes));
    }

    [Fact]
    public void Electrodes_all_off_are_no_arrest_while_a_pulse_arrives()
    {
        var changes = Watch(
            1,
            [new(0, Rhythm.Sinus()), new(Onset, Rhythm.Sinus(), [new(DisturbanceKind.LeadOff, 1, null)])],
            seconds: 90
        );

        changes.ShouldContain(c => c.Started && c.Kind == AlarmKind.LeadOff, Words(changes));
        changes.ShouldNotContain(c => c.Kind == AlarmKind.Asystole, Words(changes));
    }

    [Fact]
    public void Without_a_pulse_channel_a_heart_that_stops_is_an_arrest_even_on_a_still_line()
    {
        var ecg = SimulatedMonitor.UsualChannels.Where(c => c.Kind == SignalKind.Ecg).ToImmutableArray();

        var changes = Watch(1, [new(0, Rhythm.Sinus()), new(Onset, Rhythm.Asystole)], seconds: 80, ecg);

        changes.ShouldContain(c => c.Started && c.Kind == AlarmKind.Asystole, Words(changes));
    }

    [Fact]
    public void A_probe_that_falls_off_is_said_and_is_nothing_worse()
    {
        var changes = Watch(
            1,
            [new(0, Rhythm.Sinus()), new(Onset, Rhythm.Sinus(), [new(DisturbanceKind.ProbeOff, 1, null)])],
            seconds: 90
        );

        changes.Where(c => c.Started).Select(c => c.Kind).ShouldBe([AlarmKind.ProbeOff], Words(changes));
    }

    [Fact]
    public void A_saturation_below_its_limit_is_raised_after_its_delay()
    {
        var changes = Watch(1, [new(0, Rhythm.Sinus()), new(Onset, Rhythm.Sinus(), []) { Spo2 = 80 }], seconds: 180);

        changes.Where(c => c.Started).Select(c => c.Kind).ShouldBe([AlarmKind.Desaturation], Words(changes));
    }

    [Fact]
    public void A_child_whose_heart_is_usual_for_a_child_is_not_too_fast()
    {
        var child = AlarmLimits.For(AgeBand.Infant);
        child.TachycardiaAbove.ShouldBeGreaterThan(AlarmLimits.For(AgeBand.Adult).TachycardiaAbove);

        var changes = Watch(
            1,
            [new(0, Rhythm.Sinus()), new(Onset, Rhythm.SupraventricularTachycardia())],
            seconds: 90,
            limits: child with
            {
                TachycardiaAbove = 230,
            }
        );

        changes.ShouldNotContain(c => c.Kind == AlarmKind.ExtremeTachycardia, Words(changes));
    }
}
