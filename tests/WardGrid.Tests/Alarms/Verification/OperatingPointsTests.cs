using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Signals.Synthesis;

namespace WardGrid.Tests.Alarms.Verification;

public class OperatingPointsTests
{
    public static TheoryData<string> EveryMargin => [.. Margins.OfRules.Add(Margins.OfModel(AlarmKind.VentricularTachycardia)).Select(m => $"{m.Kind} {m.Name}")];

    [Theory]
    [MemberData(nameof(EveryMargin))]
    public void Every_number_may_move_towards_more_alarms_but_towards_fewer_only_with_a_reason(string which)
    {
        var margin = Margins.OfRules.Add(Margins.OfModel(AlarmKind.VentricularTachycardia)).Single(m => $"{m.Kind} {m.Name}" == which);
        var (more, fewer) = margin.Side == RefutingSide.UpTo ? (margin.Safe * 0.9f, margin.Safe * 1.1f) : (margin.Safe * 1.1f, margin.Safe * 0.9f);

        Points(margin, more)[margin].ShouldBe(more);
        Points(margin, margin.Safe)[margin].ShouldBe(margin.Safe);
        Should.Throw<ArgumentException>(() => Points(margin, fewer)).Message.ShouldContain("needs a recorded \"reason\"");
        Should.Throw<ArgumentException>(() => Points(margin, fewer, reason: " "));
        Points(margin, fewer, reason: "the committee of 3 May")[margin].ShouldBe(fewer);
    }

    [Fact]
    public void A_number_that_is_none_is_refused_whatever_the_reason()
    {
        foreach (var number in new[] { float.NaN, float.PositiveInfinity, -1 })
            Should.Throw<ArgumentException>(() => Points(Margins.AsystoleLeadPause, number, reason: "none"));
    }

    [Fact]
    public void A_kind_of_which_no_safe_threshold_is_known_needs_a_reason_for_every_model()
    {
        var margin = Margins.OfModel(AlarmKind.ExtremeBradycardia);

        Should.Throw<ArgumentException>(() => Points(margin, 0.01f));
        Points(margin, 0)[margin].ShouldBe(0);
    }

    [Fact]
    public void What_the_manifest_sets_is_what_decides()
    {
        var bed = BedBeforeAlarm.Simulated(1, AlarmKind.ExtremeTachycardia, after: 14, new(RhythmKind.Sinus, 75));

        bed.Decide().Verdict.ShouldBe(Verdict.Refuted);
        bed.Decide(points: Points(Margins.TachycardiaLeadRate, 60)).Verdict.ShouldNotBe(Verdict.Refuted);
    }

    private static OperatingPoints Points(Margin margin, float number, string? reason = null) =>
        new([new(margin.Kind, OperatingPoint.Rules, [new(margin, number)], "a test", reason)]);
}
