using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Alarms.Verification;

public class AtrialFibrillationTests
{
    [Theory]
    [InlineData(1ul)]
    [InlineData(2ul)]
    [InlineData(3ul)]
    public void An_alarm_in_fibrillation_is_never_refuted_and_one_in_a_calm_sinus_rhythm_is(ulong seed)
    {
        RulesOn(Bed(seed, Rhythm.AtrialFibrillation())).ShouldBe(Verdict.Confirmed);
        RulesOn(Bed(seed, Rhythm.Sinus())).ShouldBe(Verdict.Refuted);
    }

    [Fact]
    public void Leads_that_went_missing_or_flat_leave_it_undecided()
    {
        var bed = Bed(1, Rhythm.Sinus());

        RulesOn(bed.Replaced(ChannelDeclaration.Missing, 20)).ShouldBe(Verdict.Undecided);
        RulesOn(bed.Replaced(0, 20)).ShouldBe(Verdict.Undecided);
        RulesOn(bed.Without(SignalKind.Ecg)).ShouldBe(Verdict.Undecided);
    }

    private static BedBeforeAlarm Bed(ulong seed, Rhythm rhythm) =>
        BedBeforeAlarm.Simulated(seed, AlarmKind.AtrialFibrillation, after: 65, rhythm);

    private static Verdict RulesOn(BedBeforeAlarm bed) => bed.Gather().RuleVerdict;
}
