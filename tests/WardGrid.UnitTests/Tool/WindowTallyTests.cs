using Shouldly;
using WardGrid.Alarms;
using WardGrid.Tool.Evaluate.Conditions;
using WardGrid.Tool.Evaluate.Ventricular;

namespace WardGrid.UnitTests.Tool;

public class WindowTallyTests
{
    [Fact]
    public void A_window_counts_as_alarmed_if_an_alarm_lasts_for_half_of_it()
    {
        RhythmSpan[] rhythms =
        [
            new(0, 10, VentricularReading.None),
            new(10, 20, VentricularReading.Fibrillation),
            new(20, 30, VentricularReading.None),
        ];

        WindowTally
            .Of(rhythms, [new(AlarmKind.VentricularFibrillation, 13, 23)])
            .ShouldBe(new WindowTally(Alarmed: 1, Missed: 1, Quiet: 3, False: 1));
    }

    [Fact]
    public void Other_alarms_are_not_counted()
    {
        var tally = WindowTally.Of(
            [new(0, 10, VentricularReading.Fibrillation)],
            [new(AlarmKind.ExtremeTachycardia, 0, 10)]
        );

        tally.Sensitivity.ShouldBe(0);
        tally.PositivePredictivity.ShouldBe(double.NaN);
    }
}
