using System.Text.Json;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Inference;
using WardGrid.Simulation.Synthesis;
using WardGrid.UnitTests.Alarms.Verification;

namespace WardGrid.UnitTests.Inference;

/// <summary>The model that ships, on the machine that it ships to.</summary>
public sealed class AlarmVerifierTests : IDisposable
{
    private readonly ModelRepository _repository = ModelRepository.Open(ModelRepository.DefaultFolder);
    private readonly AlarmModels _models;

    public AlarmVerifierTests() =>
        _models = new(_repository, AlarmFeatures.Names, TimeProvider.System, TimeSpan.FromMinutes(1), runners: 1);

    public void Dispose()
    {
        _models.Dispose();
        _repository.Dispose();
    }

    [Fact]
    public async Task It_says_what_the_framework_that_trained_it_says()
    {
        var features = _repository.Models.Single(m => m.Entry.Name == "alarm-verifier").Entry.Inputs[0].Features!.Value;
        var text = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Inference", "alarm-verifier.agreement.json"),
            TestContext.Current.CancellationToken
        );
        foreach (var example in JsonSerializer.Deserialize<Example[]>(text, JsonSerializerOptions.Web)!)
        {
            var given = Enumerable.Repeat(float.NaN, AlarmFeatures.Names.Length).ToArray();
            for (var i = 0; i < features.Length; i++)
                given[AlarmFeatures.Names.IndexOf(features[i])] = example.Features[i] ?? float.NaN;

            var score = await _models.ScoreAsync(
                AlarmKind.VentricularTachycardia,
                given,
                TestContext.Current.CancellationToken
            );

            score.ShouldNotBeNull().Probability.ShouldBe(example.Probability, 1e-5f);
        }
    }

    [Fact]
    public async Task A_run_of_ventricular_tachycardia_is_not_refuted_and_a_calm_heart_is()
    {
        foreach (var seed in new ulong[] { 1, 2, 3, 4, 5 })
        {
            var run = await DecideAsync(
                BedBeforeAlarm.Simulated(
                    seed,
                    AlarmKind.VentricularTachycardia,
                    after: 6,
                    Rhythm.VentricularTachycardia()
                )
            );
            var calm = await DecideAsync(
                BedBeforeAlarm.Simulated(seed, AlarmKind.VentricularTachycardia, after: 6, Rhythm.Sinus())
            );

            run.Verdict.ShouldNotBe(Verdict.Refuted, $"seed {seed}: {string.Join("; ", run.Evidence.Reasons)}");
            calm.Verdict.ShouldBe(Verdict.Refuted, $"seed {seed}: {string.Join("; ", calm.Evidence.Reasons)}");
        }
    }

    [Theory]
    [InlineData(AlarmKind.Asystole)]
    [InlineData(AlarmKind.ExtremeBradycardia)]
    [InlineData(AlarmKind.ExtremeTachycardia)]
    [InlineData(AlarmKind.VentricularTachycardia)]
    [InlineData(AlarmKind.VentricularFibrillation)]
    public async Task It_scores_every_kind_as_the_second_key(AlarmKind kind)
    {
        var features = new float[AlarmFeatures.Names.Length];

        var score = await _models.ScoreAsync(kind, features, TestContext.Current.CancellationToken);

        score.ShouldNotBeNull().Threshold.ShouldBeInRange(0.01f, 0.99f);
    }

    private async Task<AlarmDecision> DecideAsync(BedBeforeAlarm bed)
    {
        var evidence = bed.Gather();
        var score = await _models.ScoreAsync(bed.Kind, evidence.Features, TestContext.Current.CancellationToken);
        return AlarmDecider.Decide(bed.Candidate, evidence, score.ShouldNotBeNull());
    }

    private sealed record Example(float?[] Features, float Probability);
}
