using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Server.Api;

namespace WardGrid.UnitTests.Server;

public sealed class AlarmViewTests
{
    private static readonly AlarmDecision Confirmed = new(Verdict.Confirmed, new([], [], "a test", null, null));

    [Theory]
    [InlineData(AlarmKind.Asystole, Verdict.Confirmed)]
    [InlineData(AlarmKind.AtrialFibrillation, Verdict.Confirmed)]
    [InlineData(AlarmKind.LeadOff, null)]
    [InlineData(AlarmKind.Desaturation, null)]
    public void A_call_gives_a_verdict_only_where_the_signals_are_asked(AlarmKind kind, Verdict? verdict) =>
        AlarmView.Of(Raised(kind)).Verdict.ShouldBe(verdict);

    [Fact]
    public void A_call_gives_both_verdicts()
    {
        var at = DateTimeOffset.UnixEpoch.AddSeconds(30);
        var second = Confirmed with
        {
            Verdict = Verdict.Refuted,
            Evidence = Confirmed.Evidence with { Reasons = [VerdictSentences.DeniedLater(10, 30)] },
        };

        var view = AlarmView.Of(Raised(AlarmKind.Asystole) with { Second = new(second, at) });

        (view.Verdict, view.SecondVerdict, view.SecondVerdictAt).ShouldBe((Verdict.Confirmed, Verdict.Refuted, at));
        view.SecondReasons.ShouldHaveSingleItem().ShouldContain("rule the event out");
        AlarmView.Of(Raised(AlarmKind.Asystole)).SecondVerdict.ShouldBeNull();
    }

    private static Alarm Raised(AlarmKind kind) =>
        new(
            "a",
            "p-1",
            "bed-1",
            false,
            kind,
            AlarmPriority.High,
            AlarmOrigin.WardGrid,
            "",
            DateTimeOffset.UnixEpoch,
            null,
            Confirmed,
            false,
            null,
            null
        );
}
