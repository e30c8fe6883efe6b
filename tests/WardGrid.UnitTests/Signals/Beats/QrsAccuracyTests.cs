using Shouldly;
using WardGrid.Tool.Evaluate;
using WardGrid.UnitTests.Simulation.Recordings;

namespace WardGrid.UnitTests.Signals.Beats;

public class QrsAccuracyTests
{
    [Fact]
    public void The_arrhythmia_database_is_read_after_EC57_with_hardly_a_beat_missed_or_invented()
    {
        var records = new[] { "100", "105", "200" }
            .Select(r => QrsEvaluation.Of(RealRecords.Path($"mitdb/{r}"))!)
            .ToList();
        var at150 = records.Aggregate(default(BeatTally), (sum, r) => sum + r.At150);
        var at50 = records.Aggregate(default(BeatTally), (sum, r) => sum + r.At50);

        (at150.Found + at150.Missed).ShouldBe(6225);
        at150.Sensitivity.ShouldBeGreaterThanOrEqualTo(0.9975);
        at150.PositivePredictivity.ShouldBeGreaterThanOrEqualTo(0.995);
        at50.Sensitivity.ShouldBeGreaterThanOrEqualTo(0.995);
        at50.PositivePredictivity.ShouldBeGreaterThanOrEqualTo(0.993);
    }

    [Fact]
    public void Hardly_a_ventricular_beat_of_the_arrhythmia_database_is_missed()
    {
        var tally = new[] { "119", "208", "223" }
            .Select(r => QrsEvaluation.Of(RealRecords.Path($"mitdb/{r}"))!.Ventricular)
            .Aggregate((a, b) => a + b);

        (tally.Found + tally.Missed).ShouldBe(1643);
        tally.Sensitivity.ShouldBeGreaterThanOrEqualTo(0.99);
    }

    [Fact]
    public void Electrode_motion_at_6_dB_hides_few_beats()
    {
        var noise = new QrsNoise(RealRecords.Path("nstdb/em"), 6);

        var tally = QrsEvaluation.Of(RealRecords.Path("mitdb/100"), noise: noise)!.At150;

        tally.Sensitivity.ShouldBeGreaterThanOrEqualTo(0.95);
        tally.PositivePredictivity.ShouldBeInRange(0.85, 0.9999);
    }

    [Fact]
    public void Atrial_fibrillation_hides_few_beats_and_invents_few()
    {
        var tally = Directory
            .GetFiles(RealRecords.Folder("cpsc2021"), "*.hea")
            .Order()
            .Select(file => QrsEvaluation.Of(file, learningSeconds: 3)!.At150)
            .Aggregate((a, b) => a + b);

        tally.Sensitivity.ShouldBeGreaterThanOrEqualTo(0.985);
        tally.PositivePredictivity.ShouldBeGreaterThanOrEqualTo(0.97);
    }
}
