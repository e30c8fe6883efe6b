using Shouldly;
using WardGrid.Alarms;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Evaluate.Alarms;
using WardGrid.Tool.Evaluate.Conditions;

namespace WardGrid.UnitTests.Tool;

public class ConditionTallyTests
{
    private static readonly LabelledAlarm TrueAsystole = new("a", "Asystole", true, "");

    [Fact]
    public void What_is_raised_before_the_labelled_alarm_counts_by_the_hour()
    {
        var tally = new ConditionTally();

        tally.Add(TrueAsystole, [new(AlarmKind.LeadOff, 10, 20), new(AlarmKind.LeadOff, 290, 300)]);

        tally.Kinds[AlarmKind.LeadOff].Raised.ShouldBe(1);
        tally.Hours.ShouldBe(285.0 / 3600);
        tally.PerHour(AlarmKind.LeadOff).ShouldBe(3600 / 285.0);
    }

    [Theory]
    [InlineData(AlarmKind.Asystole, 295, 300, 1)]
    [InlineData(AlarmKind.Asystole, 250, 291, 1)]
    [InlineData(AlarmKind.Asystole, 250, 289, 0)]
    [InlineData(AlarmKind.Asystole, 301, 305, 0)]
    [InlineData(AlarmKind.VentricularFibrillation, 295, 300, 1)]
    [InlineData(AlarmKind.ExtremeBradycardia, 295, 300, 0)]
    public void A_labelled_alarm_is_found_by_one_as_grave_in_the_ten_seconds_before_it(
        AlarmKind own,
        double from,
        double to,
        int found
    )
    {
        var tally = new ConditionTally();

        tally.Add(TrueAsystole, [new(own, from, to)]);

        (tally.Kinds[AlarmKind.Asystole].True, tally.Kinds[AlarmKind.Asystole].Found).ShouldBe((1, found));
    }

    [Fact]
    public void Reference_beats_show_a_rate_or_do_not()
    {
        var beats = Enumerable.Range(0, 200).Select(i => Beat(i < 100 ? 200 * i : 20000 + 80 * (i - 100))).ToArray();

        var reading = ReferenceReading.Read(beats, rate: 200);

        reading.Shows(new(AlarmKind.ExtremeTachycardia, 112, 130)).ShouldBe(true);
        reading.Shows(new(AlarmKind.ExtremeTachycardia, 60, 70)).ShouldBe(false);
        reading.Shows(new(AlarmKind.ExtremeBradycardia, 60, 70)).ShouldBe(false);
        reading.Shows(new(AlarmKind.LeadOff, 60, 70)).ShouldBeNull();
    }

    [Fact]
    public void Reference_rhythms_show_atrial_fibrillation_or_do_not()
    {
        var reading = ReferenceReading.Read([Rhythm(0, "(N"), Rhythm(60000, "(AFIB"), Rhythm(120000, "(N")], rate: 200);

        reading.Shows(new(AlarmKind.AtrialFibrillation, 250, 300)).ShouldBe(false);
        reading.Shows(new(AlarmKind.AtrialFibrillation, 340, 600)).ShouldBe(true);
        ReferenceReading.Read([], 200).Shows(new(AlarmKind.AtrialFibrillation, 340, 600)).ShouldBeNull();
    }

    private static Annotation Beat(long sample) => new(sample, AnnotationCode.Normal, 0, 0, 0, "");

    private static Annotation Rhythm(long sample, string text) =>
        new(sample, AnnotationCode.RhythmChange, 0, 0, 0, text);
}
