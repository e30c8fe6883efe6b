using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Alarms.Verification;

public class OperatingPointsTests
{
    public static TheoryData<string> EveryMargin =>
        [
            .. RuleThresholds
                .OfRules.Add(RuleThresholds.OfModel(AlarmKind.VentricularTachycardia))
                .Select(m => $"{m.Kind} {m.Name}"),
        ];

    [Theory]
    [MemberData(nameof(EveryMargin))]
    public void Every_number_may_move_towards_more_alarms_but_towards_fewer_only_with_a_reason(string which)
    {
        var threshold = RuleThresholds
            .OfRules.Add(RuleThresholds.OfModel(AlarmKind.VentricularTachycardia))
            .Single(m => $"{m.Kind} {m.Name}" == which);
        var (more, fewer) =
            threshold.Side == RefutingSide.UpTo
                ? (threshold.Safe * 0.9f, threshold.Safe * 1.1f)
                : (threshold.Safe * 1.1f, threshold.Safe * 0.9f);

        Points(threshold, more)[threshold].ShouldBe(more);
        Points(threshold, threshold.Safe)[threshold].ShouldBe(threshold.Safe);
        Should
            .Throw<ArgumentException>(() => Points(threshold, fewer))
            .Message.ShouldContain("needs a recorded \"reason\"");
        Should.Throw<ArgumentException>(() => Points(threshold, fewer, reason: " "));
        Points(threshold, fewer, reason: "the committee of 3 May")[threshold].ShouldBe(fewer);
    }

    [Fact]
    public void A_number_that_is_none_is_refused_whatever_the_reason()
    {
        foreach (var number in new[] { float.NaN, float.PositiveInfinity, -1 })
            Should.Throw<ArgumentException>(() => Points(RuleThresholds.AsystoleLeadPause, number, reason: "none"));
    }

    [Fact]
    public void A_kind_of_which_no_safe_threshold_is_known_needs_a_reason_for_every_model()
    {
        var threshold = RuleThresholds.OfModel(AlarmKind.ExtremeBradycardia);

        Should.Throw<ArgumentException>(() => Points(threshold, 0.01f));
        Points(threshold, 0)[threshold].ShouldBe(0);
    }

    [Fact]
    public void What_the_manifest_sets_is_what_decides()
    {
        var bed = BedBeforeAlarm.Simulated(1, AlarmKind.ExtremeTachycardia, after: 14, new(RhythmKind.Sinus, 75));

        bed.Gather().RuleVerdict.ShouldBe(Verdict.Refuted);
        bed.Gather(points: Points(RuleThresholds.TachycardiaLeadRate, 60)).RuleVerdict.ShouldNotBe(Verdict.Refuted);
    }

    private static OperatingPoints Points(RuleThreshold threshold, float number, string? reason = null) =>
        new([new(threshold.Kind, OperatingPoint.Rules, [new(threshold, number)], "a test", reason)]);
}
