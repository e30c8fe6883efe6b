using System.Text.Json;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Inference;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;
using WardGrid.UnitTests.Alarms.Verification;

namespace WardGrid.UnitTests.Inference;

/// <summary>The model of AF alarms that ships, in the path that the live server takes.</summary>
public sealed class AfVerifierTests : IDisposable
{
    private readonly ModelRepository _repository = ModelRepository.Open(ModelRepository.DefaultFolder);
    private readonly AlarmModels _models;

    public AfVerifierTests() =>
        _models = new(_repository, AlarmFeatures.Names, TimeProvider.System, TimeSpan.FromMinutes(1), runners: 1);

    public void Dispose()
    {
        _models.Dispose();
        _repository.Dispose();
    }

    [Fact]
    public async Task It_says_what_the_framework_that_trained_it_says()
    {
        var features = _repository.Models.Single(m => m.Entry.Name == "af-verifier").Entry.Inputs[0].Features!.Value;
        var text = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Inference", "af-verifier.agreement.json"),
            TestContext.Current.CancellationToken
        );
        foreach (var example in JsonSerializer.Deserialize<Example[]>(text, JsonSerializerOptions.Web)!)
        {
            var given = Enumerable.Repeat(float.NaN, AlarmFeatures.Names.Length).ToArray();
            for (var i = 0; i < features.Length; i++)
                given[AlarmFeatures.Names.IndexOf(features[i])] = example.Features[i] ?? float.NaN;

            var score = await _models.ScoreAsync(
                AlarmKind.AtrialFibrillation,
                given,
                TestContext.Current.CancellationToken
            );

            score.ShouldNotBeNull().Probability.ShouldBe(example.Probability, 1e-5f);
        }
    }

    [Theory]
    [InlineData(1ul)]
    [InlineData(2ul)]
    [InlineData(3ul)]
    public async Task Fibrillation_is_never_refuted_and_a_calm_sinus_rhythm_is(ulong seed)
    {
        (await DecideAsync(Bed(seed, Rhythm.AtrialFibrillation()))).Verdict.ShouldNotBe(Verdict.Refuted);
        (await DecideAsync(Bed(seed, Rhythm.Sinus()))).Verdict.ShouldBe(Verdict.Refuted);
    }

    [Fact]
    public async Task Leads_that_went_missing_or_flat_or_are_not_there_leave_it_undecided_whatever_the_pulse_does()
    {
        var bed = Bed(1, Rhythm.Sinus());
        var changed = new Dictionary<string, BedBeforeAlarm>
        {
            ["missing"] = bed.Replaced(ChannelDeclaration.Missing, 20),
            ["flat"] = bed.Replaced(0, 20),
            ["railed"] = bed.Replaced(short.MaxValue, 20),
            ["no leads"] = bed.Without(SignalKind.Ecg),
            ["noise"] = bed.Noisy(3),
        };
        foreach (var (change, other) in changed)
            (await DecideAsync(other)).Verdict.ShouldBe(Verdict.Undecided, change);
    }

    /// <summary>Metamorphic: the gain of a lead is not known, so it moves nothing.</summary>
    [Fact]
    public async Task The_gain_of_the_leads_moves_neither_verdict_nor_probability()
    {
        foreach (var rhythm in new[] { Rhythm.AtrialFibrillation(), Rhythm.Sinus() })
        {
            var bed = Bed(2, rhythm);
            var usual = await DecideAsync(bed);
            foreach (var factor in new[] { 0.5, 0.8, 2, 3 })
            {
                var scaled = await DecideAsync(bed.Scaled(factor));

                scaled.Verdict.ShouldBe(usual.Verdict, $"{factor} times as high");
                scaled.Evidence.Score!.Value.ShouldBe(usual.Evidence.Score!.Value, 0.02f);
            }
        }
    }

    /// <summary>Metamorphic: what the bedside does to a signal may make WardGrid doubt, never deny.</summary>
    [Fact]
    public async Task Fibrillation_is_not_refuted_however_the_bedside_changes()
    {
        var bed = Bed(1, Rhythm.AtrialFibrillation());
        var changed = new Dictionary<string, BedBeforeAlarm>
        {
            ["leads swapped"] = bed.LeadsSwapped(),
            ["without lead II"] = bed.WithoutChannel(0),
            ["without lead V1"] = bed.WithoutChannel(1),
            ["without any pulse"] = bed.Without(SignalKind.Pleth).Without(SignalKind.ArterialPressure),
            ["a sample later"] = bed.OneSampleLater(),
            ["a little noise"] = bed.Noisy(0.03),
            ["much noise"] = bed.Noisy(0.3),
        };
        foreach (var (change, other) in changed)
            (await DecideAsync(other)).Verdict.ShouldNotBe(Verdict.Refuted, change);
    }

    [Fact]
    public void No_sample_at_or_after_the_alarm_reaches_the_model()
    {
        var bed = Bed(3, Rhythm.AtrialFibrillation());

        bed.Gather(untilTheAlarm: false).Features.ToArray().ShouldBe(bed.Gather().Features.ToArray());
    }

    private static BedBeforeAlarm Bed(ulong seed, Rhythm rhythm) =>
        BedBeforeAlarm.Simulated(seed, AlarmKind.AtrialFibrillation, after: 65, rhythm);

    private async Task<AlarmDecision> DecideAsync(BedBeforeAlarm bed)
    {
        var evidence = bed.Gather();
        var score = await _models.ScoreAsync(bed.Kind, evidence.Features, TestContext.Current.CancellationToken);
        return AlarmDecider.Decide(bed.Candidate, evidence, score.ShouldNotBeNull());
    }

    private sealed record Example(float?[] Features, float Probability);
}
