using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using WardGrid.Inference;
using WardGrid.Signals;
using WardGrid.Signals.Rhythm.Reading;
using WardGrid.UnitTests.Signals;

namespace WardGrid.UnitTests.Inference;

/// <summary>The network of the rhythm model that ships.</summary>
public sealed class RhythmNetworkTests : IDisposable
{
    /// <summary>Classes that are told apart.</summary>
    private const int Classes = 4;

    private readonly ModelRepository _models = ModelRepository.Open(ModelRepository.DefaultFolder);

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task It_says_what_the_framework_that_trained_it_says_of_the_same_leads()
    {
        var text = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Inference", "rhythm-network.agreement.json"),
            TestContext.Current.CancellationToken
        );
        foreach (var example in JsonSerializer.Deserialize<Example[]>(text, JsonSerializerOptions.Web)!)
        {
            var wave = Wave(Bed(example.At, example.Seconds, 300));

            wave.Samples.Length.ShouldBe(example.Length);
            for (var i = 0; i < example.Wave.Length; i++)
                wave.Samples[i * Example.Step].ShouldBe(example.Wave[i], 1e-3f);
            var said = Says(wave);
            for (var i = 0; i < said.Length; i++)
                said[i].ShouldBe(example.Probabilities[i], 1e-3f);
        }
    }

    [Fact]
    public void Gain_and_polarity_of_the_lead_do_not_matter()
    {
        var usual = Says(Wave(Bed(Lead)));

        foreach (var factor in (double[])[4, -1, -2])
        {
            var said = Says(Wave(Bed(t => factor * Lead(t))));
            for (var i = 0; i < said.Length; i++)
                said[i].ShouldBe(usual[i], 0.002f);
        }
    }

    [Fact]
    public void Trees_and_network_decide_together()
    {
        var lead = Bed(Lead);
        using var both = RhythmModel.In(_models).ShouldNotBeNull();
        using var folder = TreesAlone();
        using var trees = RhythmModel.In(folder.Repository).ShouldNotBeNull();
        var share = _models.Models.Single(m => m.Entry.Task == RhythmModel.WavesTask).Entry.Mixing!.Weight;

        var alone = Numbers(trees.Read(lead, lead.EndSeconds));
        var network = Says(Wave(lead));
        var mixed = Numbers(both.Read(lead, lead.EndSeconds));

        both.HasNetwork.ShouldBeTrue();
        trees.HasNetwork.ShouldBeFalse();
        mixed.Sum().ShouldBe(1, 1e-4f);
        (mixed[0] / mixed[1]).ShouldBe(Odds(alone, 1 - share) * Odds(network, share), 0.02f * mixed[0] / mixed[1]);
        Math.Abs(mixed[0] - alone[0]).ShouldBeGreaterThan(1e-4f);
    }

    [Fact]
    public void An_empty_and_a_flat_lead_are_read_without_failing()
    {
        using var model = RhythmModel.In(_models).ShouldNotBeNull();

        foreach (var wave in (Func<double, double>[])[_ => 0, _ => double.NaN])
        {
            var lead = Bed(wave);
            Numbers(model.Read(lead, lead.EndSeconds)).Sum().ShouldBe(1, 1e-4f);
        }
    }

    /// <summary>A heart whose every fourth beat comes early, so that the network is not sure.</summary>
    private static double Lead(double t) =>
        Waves.EcgBeat(t % 3.2 % 0.8 + (t % 3.2 > 2.4 ? 0.1 : 0)) + 0.05 * Waves.Noise(t);

    private static SignalChannel Bed(Func<double, double> lead, double seconds = 30, double rate = 250) =>
        new PlayedBed((PlayedBed.Lead(rate: rate), lead)).PlayTo(seconds)[0];

    private static RhythmWave Wave(SignalChannel lead) => RhythmWave.Of(lead, lead.EndSeconds);

    private static float[] Numbers(RhythmOpinion said) =>
        [said.Normal, said.AtrialFibrillation, said.Other, said.Noise];

    /// <summary>
    /// Normal against fibrillation, to the power of a share; no probability counts as less than 0.001.
    /// </summary>
    private static float Odds(float[] said, float share) =>
        MathF.Pow(Math.Max(said[0], 0.001f) / Math.Max(said[1], 0.001f), share);

    /// <summary>What the network alone says of a wave: the mean over its windows.</summary>
    private float[] Says(RhythmWave wave)
    {
        using var runner = new OnnxRunner(_models.Models.Single(m => m.Entry.Task == RhythmModel.WavesTask).Model);
        var mean = new float[Classes];
        for (var window = 0; window < wave.Windows; window++)
        {
            var input = runner.Input();
            wave.CopyWindow(window, input[..RhythmWave.WindowSamples], input[RhythmWave.WindowSamples..]);
            runner.Run(TestContext.Current.CancellationToken);
            for (var i = 0; i < Classes; i++)
                mean[i] += runner.Output()[i] / wave.Windows;
        }

        return mean;
    }

    private static OpenedFolder TreesAlone()
    {
        var from = ModelRepository.DefaultFolder;
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(from, "manifest.json")))!;
        var trees = manifest["models"]!.AsArray().Single(m => (string)m!["task"]! == RhythmModel.Task)!.DeepClone();
        var folder = ModelFolder.Holding(new JsonObject { ["models"] = new JsonArray(trees) }.ToJsonString());
        File.Copy(Path.Combine(from, (string)trees["file"]!), Path.Combine(folder.Path, (string)trees["file"]!));
        return new(folder);
    }

    /// <summary>A folder of models, opened until the end of the test.</summary>
    private sealed class OpenedFolder(ModelFolder folder) : IDisposable
    {
        public ModelRepository Repository { get; } = ModelRepository.Open(folder.Path);

        public void Dispose()
        {
            Repository.Dispose();
            folder.Dispose();
        }
    }

    /// <summary>A made-up lead, and what training made of it.</summary>
    private sealed record Example(
        double Seconds,
        double Wander,
        double[][] Beats,
        int Length,
        float[] Wave,
        float[] Probabilities
    )
    {
        /// <summary>Every 97th sample of the wave is written down.</summary>
        public const int Step = 97;

        /// <summary>The lead at a time, as <c>rhythm_waves/made_up.py</c> makes it.</summary>
        public double At(double t) =>
            Wander * Math.Sin(2 * Math.PI * 0.3 * t)
            + Beats.Sum(b => b[1] * Bell(t - b[0], 0.012) + 0.25 * b[1] * Bell(t - b[0] - 0.25, 0.04));

        private static double Bell(double t, double width) => Math.Exp(-(t * t) / (2 * width * width));
    }
}
