using Shouldly;
using WardGrid.Tool.Evaluate;
using WardGrid.UnitTests.Simulation.Recordings;

namespace WardGrid.UnitTests.Signals.Beats;

public class QrsAccuracyTests
{
    /// <remarks>In sample: the detector's numbers were set on these records (models/cards/beats.md).</remarks>
    [Fact]
    public void The_arrhythmia_database_is_read_after_EC57_with_hardly_a_beat_missed_or_invented()
    {
        var records = Directory
            .GetFiles(RealRecords.Folder("mitdb"), "*.hea")
            .AsParallel()
            .Select(file => QrsEvaluation.Of(file)!)
            .ToList();
        var at150 = records.Aggregate(default(BeatTally), (sum, r) => sum + r.At150);
        var at50 = records.Aggregate(default(BeatTally), (sum, r) => sum + r.At50);
        var ventricular = records.Aggregate(default(BeatTally), (sum, r) => sum + r.Ventricular);

        (ventricular.Found + ventricular.Missed).ShouldBe(3963);
        at150.Sensitivity.ShouldBeGreaterThanOrEqualTo(0.998);
        at150.PositivePredictivity.ShouldBeGreaterThanOrEqualTo(0.998);
        at50.Sensitivity.ShouldBeGreaterThanOrEqualTo(0.993);
        at50.PositivePredictivity.ShouldBeGreaterThanOrEqualTo(0.993);
        ventricular.Sensitivity.ShouldBeGreaterThanOrEqualTo(0.995);
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
