using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Patients;
using WardGrid.Patients.Suppression;

namespace WardGrid.UnitTests.Patients;

public class SuppressionPolicyTests
{
    private const AlarmKind Tachycardia = AlarmKind.ExtremeTachycardia;

    private readonly RecordsInMemory _records = new();
    private readonly SuppressionModes _modes = SuppressionModes.AllShadow;
    private readonly FakeTimeProvider _clock = new(Clocks.Morning);

    [Fact]
    public async Task A_rule_is_audited_recorded_and_in_force_on_its_ward_alone()
    {
        var policy = Policy();

        (
            await policy.SetAsync("icu", Tachycardia, SuppressionMode.Active, "Dr. Weiss", "four weeks in shadow", Stop)
        ).Done.ShouldBeTrue();

        policy.InForce("icu", Tachycardia).ShouldBe(SuppressionMode.Active);
        policy.InForce("ward-2", Tachycardia).ShouldBe(SuppressionMode.Shadow);
        policy.InForce("icu", AlarmKind.VentricularTachycardia).ShouldBe(SuppressionMode.Shadow);
        var entry = _records.Trail.ShouldHaveSingleItem();
        (entry.By, entry.What, entry.Subject, entry.At).ShouldBe(
            ("Dr. Weiss", "suppression.set", "icu ExtremeTachycardia", _clock.GetUtcNow())
        );
        entry.Detail.ShouldBe(
            "Shadow to Active: four weeks in shadow (operating point: rules 2: leadRate up to 115 per minute)"
        );
        policy.Rules.ShouldHaveSingleItem().Reason.ShouldBe("four weeks in shadow");
    }

    public static TheoryData<AlarmKind, SuppressionMode, string, string, string> Refused =>
        new()
        {
            { AlarmKind.Asystole, SuppressionMode.Active, "Dr. Weiss", "quiet", "never silent" },
            { AlarmKind.VentricularFibrillation, SuppressionMode.Active, "Dr. Weiss", "quiet", "never silent" },
            { Tachycardia, SuppressionMode.Active, "Dr. Weiss", "  ", "Say why" },
            { Tachycardia, SuppressionMode.Active, "", "quiet", "Sign with your name" },
            { AlarmKind.Desaturation, SuppressionMode.Active, "Dr. Weiss", "quiet", "not verified" },
            { Tachycardia, (SuppressionMode)9, "Dr. Weiss", "quiet", "not verified" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_may_not_be_is_refused_in_words_and_changes_nothing(
        AlarmKind kind,
        SuppressionMode mode,
        string by,
        string reason,
        string words
    )
    {
        var outcome = await Policy().SetAsync("icu", kind, mode, by, reason, Stop);

        outcome.Done.ShouldBeFalse();
        outcome.Reason.ShouldContain(words);
        (_records.Trail.Count, _records.Rules.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_kind_without_an_operating_point_cannot_be_active()
    {
        var outcome = await Policy(new OperatingPoints([]))
            .SetAsync("icu", Tachycardia, SuppressionMode.Active, "Dr. Weiss", "quiet", Stop);

        outcome.Reason.ShouldContain("no operating point");
    }

    [Fact]
    public async Task Records_that_are_down_change_nothing_and_what_cannot_be_read_is_not_in_force()
    {
        var policy = Policy();
        await policy.SetAsync("icu", Tachycardia, SuppressionMode.Active, "Dr. Weiss", "four weeks in shadow", Stop);
        _records.Failure = new IOException("the disk is full");

        await Should.ThrowAsync<IOException>(() =>
            policy.SetAsync("icu", AlarmKind.VentricularTachycardia, SuppressionMode.Active, "Dr. Weiss", "quiet", Stop)
        );
        policy.InForce("icu", AlarmKind.VentricularTachycardia).ShouldBe(SuppressionMode.Shadow);
        await Should.ThrowAsync<IOException>(() => policy.ReadAsync(Stop));
        policy.InForce("icu", Tachycardia).ShouldBe(SuppressionMode.Shadow);

        _records.Failure = null;
        await policy.ReadAsync(Stop);
        policy.InForce("icu", Tachycardia).ShouldBe(SuppressionMode.Active);
    }

    [Fact]
    public async Task An_active_rule_stands_only_for_the_operating_point_that_it_was_set_for()
    {
        await Policy().SetAsync("icu", Tachycardia, SuppressionMode.Active, "Dr. Weiss", "four weeks in shadow", Stop);
        var moved = new OperatingPoints([
            new(Tachycardia, OperatingPoint.Rules, [new(RuleThresholds.TachycardiaLeadRate, 100)], "another look"),
        ]);

        var after = Policy(moved);
        await after.ReadAsync(Stop);

        after.InForce("icu", Tachycardia).ShouldBe(SuppressionMode.Shadow);
        after.Rules.ShouldHaveSingleItem().Mode.ShouldBe(SuppressionMode.Active);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private SuppressionPolicy Policy(OperatingPoints? points = null) =>
        new(_records, _records, _modes, points ?? OperatingPoints.BuiltIn, _clock);
}
