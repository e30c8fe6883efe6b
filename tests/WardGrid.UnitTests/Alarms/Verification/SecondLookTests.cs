using System.Collections.Immutable;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.UnitTests.Alarms.Verification;

/// <summary>What the half minute after an alarm may change in its verdict, and what it may not.</summary>
public sealed class SecondLookTests
{
    private static readonly AlarmDecision Confirmed = Decision(Verdict.Confirmed, true),
        Refuted = Decision(Verdict.Refuted, false),
        Undecided = Decision(Verdict.Undecided, null),
        Shown = Decision(Verdict.Undecided, true);

    [Fact]
    public void What_was_confirmed_stays_though_it_has_ended() =>
        SecondLook.Revise(Confirmed, [Refuted, Refuted, Refuted]).ShouldBeNull();

    [Theory]
    [InlineData(Verdict.Refuted)]
    [InlineData(Verdict.Undecided)]
    public void What_a_later_moment_confirms_is_confirmed_with_the_moment_as_its_reason(Verdict first)
    {
        var second = SecondLook.Revise(Decision(first, null), [Refuted, Confirmed, Refuted])!;

        second.Verdict.ShouldBe(Verdict.Confirmed);
        second.Evidence.Reasons[0].English.ShouldBe("The signals show the event 20 s after the alarm.");
        second.Evidence.Channels.ShouldBe(Confirmed.Evidence.Channels);
    }

    [Fact]
    public void What_was_undecided_is_refuted_by_the_first_ten_seconds()
    {
        var second = SecondLook.Revise(Undecided, [Refuted, Undecided, Undecided])!;

        second.Verdict.ShouldBe(Verdict.Refuted);
        second.Evidence.Reasons[0].Code.ShouldBe("second.denied");
    }

    [Fact]
    public void It_is_not_refuted_where_a_channel_shows_the_event_at_the_alarm_or_later()
    {
        SecondLook.Revise(Shown, [Refuted, Refuted, Refuted]).ShouldBeNull();
        SecondLook.Revise(Undecided, [Refuted, Refuted, Shown]).ShouldBeNull();
    }

    [Fact]
    public void It_is_not_refuted_by_what_comes_after_ten_seconds_only() =>
        SecondLook.Revise(Undecided, [Undecided, Refuted, Refuted]).ShouldBeNull();

    [Fact]
    public void What_was_refuted_stays_so_where_nothing_shows_the_event() =>
        SecondLook.Revise(Refuted, [Undecided, Shown, Refuted]).ShouldBeNull();

    private static AlarmDecision Decision(Verdict verdict, bool? agrees) =>
        new(
            verdict,
            new(
                [new("II", SignalKind.Ecg, 1, QualityIssues.None, 80, agrees, Reason.Verbatim("a finding"))],
                [Reason.Verbatim("a reason")],
                "a rule",
                null,
                null
            )
        );
}
