using System.Collections.Immutable;
using System.Text.Json;
using Shouldly;
using WardGrid.Inference;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Rhythm.Reading;
using WardGrid.UnitTests.Signals;

namespace WardGrid.UnitTests.Inference;

/// <summary>The rhythm model that ships.</summary>
public sealed class RhythmModelTests : IDisposable
{
    private readonly ModelRepository _models = ModelRepository.Open(ModelRepository.DefaultFolder);

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task It_says_what_the_framework_that_trained_it_says()
    {
        var open = _models.Models.Single(m => m.Entry.Task == RhythmModel.Task);
        using var runner = new OnnxRunner(
            open.Model,
            new Dictionary<string, ImmutableArray<long>> { ["features"] = [1, open.Entry.Inputs[0].Shape[1]] }
        );
        var text = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Inference", "rhythm.agreement.json"),
            TestContext.Current.CancellationToken
        );
        foreach (var example in JsonSerializer.Deserialize<Example[]>(text, JsonSerializerOptions.Web)!)
        {
            example.Features.Select(f => f ?? float.NaN).ToArray().CopyTo(runner.Input());
            runner.Run(TestContext.Current.CancellationToken);

            var said = runner.Output().ToArray();
            for (var i = 0; i < said.Length; i++)
                said[i].ShouldBe(example.Probabilities[i], 1e-5f);
        }
    }

    [Fact]
    public void It_learnt_from_the_features_that_this_WardGrid_computes()
    {
        var bed = new PlayedBed((PlayedBed.Lead(), t => Waves.Ecg(t) + 0.01 * Waves.Noise(t))).PlayTo(40);
        using var model = RhythmModel.In(_models).ShouldNotBeNull();

        var opinion = model.Read(bed[0], bed[0].EndSeconds);

        (opinion.Normal + opinion.AtrialFibrillation + opinion.Other + opinion.Noise).ShouldBe(1, 1e-3f);
        opinion.AtrialFibrillation.ShouldBeLessThan(0.3f);
    }

    [Fact]
    public void A_lead_without_a_beat_is_read_without_failing()
    {
        var bed = new PlayedBed((PlayedBed.Lead(), _ => 0)).PlayTo(10);
        using var model = RhythmModel.In(_models).ShouldNotBeNull();

        RhythmFeatureVector.Of(bed[0], bed[0].EndSeconds).Names.ShouldBe(RhythmFeatureVector.AllNames);
        float.IsFinite(model.Read(bed[0], bed[0].EndSeconds).AtrialFibrillation).ShouldBeTrue();
    }

    private sealed record Example(float?[] Features, float[] Probabilities);
}
