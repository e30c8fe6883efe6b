using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Tool.Evaluate.Scores;

namespace WardGrid.UnitTests.Tool;

/// <summary>
/// A file of scores that an evaluation decides with: what it is understood as, and which faults are refused in words.
/// </summary>
public sealed class GivenScoresTests : IDisposable
{
    private const string Head = "alarm,probability,threshold,margins";

    private static readonly OperatingPoints Shipped = new([
        .. OperatingPoints.BuiltIn.All,
        new(
            AlarmKind.VentricularTachycardia,
            "verifier 1",
            [new(RuleThresholds.OfModel(AlarmKind.VentricularTachycardia), 0.125f)],
            "a test"
        ),
    ]);

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("v1,0.75,0.25,", 0.75f, 0.25f)]
    [InlineData("v1,0.75,,", 0.75f, 0.125f)]
    public async Task A_score_is_used_with_its_own_threshold_or_with_the_shipped_one(
        string line,
        float probability,
        float threshold
    )
    {
        var decision = await DecideAsync(
            Read(line).VerificationOf("v1", AlarmKind.VentricularTachycardia),
            AlarmKind.VentricularTachycardia
        );

        (decision.Evidence.Score, decision.Evidence.Threshold).ShouldBe((probability, threshold));
    }

    [Fact]
    public async Task An_alarm_of_a_kind_without_a_model_is_decided_by_rules_at_its_own_margins()
    {
        var verification = Read("a1,,,leadPause=3.6;pulsePause=1.2").VerificationOf("a1", AlarmKind.Asystole);

        (await DecideAsync(verification, AlarmKind.Asystole)).Evidence.Score.ShouldBeNull();
        verification.Points[RuleThresholds.AsystoleLeadPause].ShouldBe(3.6f);
        verification.Points[RuleThresholds.AsystolePulsePause].ShouldBe(1.2f);
        verification.Points[RuleThresholds.AsystolePulseLikeness].ShouldBe(RuleThresholds.AsystolePulseLikeness.Safe);
        verification.Points[RuleThresholds.TachycardiaLeadRate].ShouldBe(RuleThresholds.TachycardiaLeadRate.Safe);
    }

    [Theory]
    [InlineData("v1,many,0.2,", "line 3: probability 'many' is no number")]
    [InlineData("v1,NaN,0.2,", "line 3: probability 'NaN' is no number")]
    [InlineData("v1,1.01,0.2,", "line 3: probability '1.01' is not from 0 to 1")]
    [InlineData("v1,-0.01,0.2,", "line 3: probability '-0.01' is not from 0 to 1")]
    [InlineData("v1,0.5,2,", "line 3: threshold '2' is not from 0 to 1")]
    [InlineData("v1,,0.2,", "line 3: v1 has a threshold and no probability")]
    [InlineData("v1,0.5", "line 3: 'v1,0.5' has not the 4 fields")]
    [InlineData("v0,0.5,0.2,", "line 3: alarm v0 stands twice")]
    [InlineData("a1,,,leadPause", "line 3: margin 'leadPause' is not name=number")]
    [InlineData("a1,,,leadPause=3;leadPause=4", "line 3: margin leadPause stands twice")]
    public void A_broken_line_is_refused_with_its_number(string line, string words) =>
        Should.Throw<FormatException>(() => Read("v0,0.5,0.2,", line)).Message.ShouldContain(words);

    [Fact]
    public void A_file_without_its_head_is_refused() =>
        Should
            .Throw<FormatException>(() =>
            {
                File.WriteAllLines(_file, ["v1,0.5,0.2,"]);
                GivenScores.Read(_file, Shipped);
            })
            .Message.ShouldContain("line 1: 'v1,0.5,0.2,' is not the head");

    [Fact]
    public void An_alarm_without_a_line_is_named() =>
        Should
            .Throw<FormatException>(() => Read("v1,0.5,0.2,").VerificationOf("v2", AlarmKind.VentricularTachycardia))
            .Message.ShouldContain("there is no line for alarm v2");

    [Fact]
    public void A_line_for_an_alarm_that_is_not_in_the_data_is_refused_with_its_number() =>
        Should
            .Throw<FormatException>(() => Read("v1,0.5,0.2,", "v2,0.5,0.2,").RefuseOthersThan(["v1", "v3"]))
            .Message.ShouldContain("line 3: alarm v2 is not in the data");

    [Theory]
    [InlineData(
        "x1,,,",
        AlarmKind.VentricularTachycardia,
        "x1 has no probability, but verifier 1 speaks of VentricularTachycardia"
    )]
    [InlineData("x1,0.5,0.2,", AlarmKind.Asystole, "x1 has a probability, but no model speaks of Asystole")]
    [InlineData("x1,,,room=2", AlarmKind.Asystole, "the rules of Asystole have no margin room")]
    public void A_line_that_does_not_fit_the_alarms_kind_is_refused(string line, AlarmKind kind, string words) =>
        Should
            .Throw<FormatException>(() => Read(line).VerificationOf("x1", kind))
            .Message.ShouldContain($"line 2: {words}");

    private GivenScores Read(params string[] lines)
    {
        File.WriteAllLines(_file, [Head, .. lines]);
        return GivenScores.Read(_file, Shipped);
    }

    private static ValueTask<AlarmDecision> DecideAsync(AlarmVerification verification, AlarmKind kind) =>
        verification.DecideAsync(
            new BedSignals(new(1, "bed", "test", [])),
            new(kind, AlarmPriority.High, AlarmOrigin.Monitor, 60, "test")
        );
}
