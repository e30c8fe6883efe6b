using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Inference;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Tool.Evaluate.Alarms;
using WardGrid.Tool.Recordings;

namespace WardGrid.UnitTests.Tool;

/// <summary>The evaluation of recorded alarms, and what must hold on every recording whatever the score.</summary>
public class RecordedAlarmTests
{
    [Fact]
    public void A_missed_true_alarm_weighs_five_in_the_score()
    {
        var tally = new AlarmTally(Tp: 8, Fp: 3, Fn: 1, Tn: 4);

        tally.Score.ShouldBe(100.0 * 12 / (8 + 3 + 5 + 4));
        tally.Sensitivity.ShouldBe(8 / 9.0);
        tally.Specificity.ShouldBe(4 / 7.0);
        default(AlarmTally).Add(isTrue: true, kept: false).ShouldBe(new AlarmTally(0, 0, 1, 0));
    }

    [Fact]
    public async Task No_true_asystole_and_no_true_fibrillation_of_the_recordings_is_refuted()
    {
        var folder = DataFolder.Find("challenge2015");
        Assert.SkipWhen(folder is null, "the recordings of challenge2015 are not here ($WARDGRID_DATA)");
        using var repository = ModelRepository.Open(ModelRepository.DefaultFolder);
        using var models = new AlarmModels(
            repository,
            AlarmFeatures.Names,
            TimeProvider.System,
            TimeSpan.FromMinutes(1),
            runners: 1
        );
        var verification = new AlarmVerification(models, TimeSpan.FromMinutes(1), TimeProvider.System);

        foreach (
            var alarm in LabelledAlarm
                .ReadAll(folder!)
                .Where(a => a.IsTrue && a.AlarmKind is (AlarmKind.Asystole or AlarmKind.VentricularFibrillation))
        )
        {
            var trial = await AlarmTrial.RunAsync(folder!, alarm, verification);
            trial.Decision.Verdict.ShouldNotBe(
                Verdict.Refuted,
                $"{alarm.Kind}: {string.Join("; ", trial.Decision.Evidence.Reasons)}"
            );
        }
    }
}
