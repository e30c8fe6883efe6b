using Shouldly;
using WardGrid.Signals.Identity;

namespace WardGrid.UnitTests.Signals.Identity;

/// <summary>What is usual for a patient, and what differs when another one lies in the bed.</summary>
public class PatientHabitsTests
{
    [Fact]
    public void The_same_heart_has_the_same_habits_in_another_session()
    {
        var changes = Between(Habits(t => Waves.Ecg(t)), Habits(t => Waves.Ecg(t + 0.3)));

        changes.Rate.ShouldBeLessThan(0.01);
        changes.Shape.ShouldBeLessThan(0.01);
        changes.Height.ShouldBeLessThan(0.05);
        changes.Pulse.ShouldBeLessThan(0.05);
    }

    [Fact]
    public void Another_rate_shape_and_height_are_each_told_alone()
    {
        var before = Habits(t => Waves.Ecg(t));

        Between(before, Habits(t => Waves.Ecg(t, 90))).Rate.ShouldBe(Math.Log(90.0 / 72), 0.01);
        var inverted = Between(before, Habits(t => -Waves.Ecg(t)));
        inverted.Shape.ShouldBeGreaterThan(0.3);
        inverted.Height.ShouldBeLessThan(0.05);
        var half = Between(before, Habits(t => 0.5 * Waves.Ecg(t)));
        half.Height.ShouldBe(Math.Log(2), 0.05);
        half.Shape.ShouldBeLessThan(0.01);
    }

    [Fact]
    public void Another_pulse_is_told_and_a_missing_one_is_not_known()
    {
        var before = Habits(t => Waves.Ecg(t));

        Between(before, Habits(t => Waves.Ecg(t), t => 3 * Waves.Pulse(t))).Pulse.ShouldBe(Math.Log(3), 0.1);
        Between(before, Habits(t => Waves.Ecg(t), _ => 0)).Pulse.ShouldBe(double.NaN);
    }

    [Fact]
    public void Noise_and_too_few_beats_have_no_habits()
    {
        Play(t => 0.3 * Waves.Noise(t), 60).ShouldBeNull();
        Play(t => Waves.Ecg(t), 8).ShouldBeNull();
    }

    private static HabitChanges Between(PatientHabits before, PatientHabits after) =>
        HabitChanges.Between(before, after)!.Value;

    private static PatientHabits Habits(Func<double, double> ecg, Func<double, double>? pulse = null) =>
        Play(ecg, 60, pulse)!;

    private static PatientHabits? Play(Func<double, double> ecg, double seconds, Func<double, double>? pulse = null) =>
        PatientHabits.Of(
            new PlayedBed((PlayedBed.Lead(), ecg), (PlayedBed.Pleth(), pulse ?? (t => Waves.Pulse(t))))
                .PlayTo(seconds)
                .Signals
        );
}
