using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.UnitTests.Signals;

namespace WardGrid.UnitTests.Alarms;

public class DampedPressureTests
{
    [Fact]
    public void A_low_pressure_on_a_damped_line_shows_no_number_and_raises_its_alarm()
    {
        var bed = new PlayedBed(
            (PlayedBed.Lead(), t => Waves.Ecg(t) + 0.005 * Waves.Noise(t)),
            (PlayedBed.Pressure(1), t => t < 60 ? 78 + 45 * Waves.Pulse(t) : 76 + 8 * Waves.Pulse(t))
        );
        var (watch, changes) = (new ConditionWatch(), new List<ConditionChange>());

        bed.PlayTo(90, () => watch.Advance(bed.Signals, AlarmLimits.For(AgeBand.Adult), changes));

        bed.Signals.Vitals.Systolic.Exists.ShouldBeFalse();
        changes.ShouldHaveSingleItem().Kind.ShouldBe(AlarmKind.PressureLow);
        changes[0].Text.ShouldStartWith("Systolic pressure 8");
        // The detector takes up to 20 s to find pulses that have become a fifth as high.
        changes[0].AtSeconds.ShouldBeInRange(60, 90);
    }
}
