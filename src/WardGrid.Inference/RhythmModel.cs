using WardGrid.Inference.Manifest;
using WardGrid.Signals;
using WardGrid.Signals.Rhythm.Reading;

namespace WardGrid.Inference;

/// <summary>
/// The shipped rhythm model: trees that read the numbers of one lead, and a network that reads its wave.
/// </summary>
/// <remarks>
/// Both opinions are mixed as the network's manifest entry says. If the manifest names no network, the trees alone
/// decide. One thread at a time. A model that does not fit throws <see cref="ModelException"/> with the reason.
/// </remarks>
public sealed class RhythmModel : IDisposable
{
    /// <summary>The task of the trees in the manifest.</summary>
    public const string Task = "rhythm";

    /// <summary>The task of the network in the manifest.</summary>
    public const string WavesTask = "rhythm-waves";

    private readonly RhythmTrees _trees;
    private readonly RhythmNetwork? _network;
    private readonly float _share;

    private RhythmModel(OpenModel trees, OpenModel? network)
    {
        _trees = new(trees);
        if (network is null)
            return;
        try
        {
            _share =
                network.Entry.Mixing?.Weight
                ?? throw new ModelException(
                    $"model {network.Entry.Title}: its manifest entry does not say how it is mixed with the trees"
                );
            _network = new(network);
        }
        catch
        {
            _trees.Dispose();
            throw;
        }
    }

    /// <summary>Whether a network decides with the trees.</summary>
    public bool HasNetwork => _network is not null;

    /// <summary>The rhythm model of the repository; null if it has none.</summary>
    public static RhythmModel? In(ModelRepository models) =>
        WithTask(models, Task) is { } trees ? new(trees, WithTask(models, WavesTask)) : null;

    /// <summary>Reads the last minute of an ECG lead before a moment, or as much of it as there is.</summary>
    /// <param name="atSeconds">Seconds since the epoch; samples at or after it are not looked at.</param>
    public RhythmOpinion Read(SignalChannel lead, double atSeconds) =>
        Read(RhythmFeatureVector.Of(lead, atSeconds), RhythmWave.Of(lead, atSeconds));

    /// <summary>Reads the numbers and the wave of the same minute of one lead.</summary>
    public RhythmOpinion Read(RhythmFeatureVector features, RhythmWave wave)
    {
        var trees = _trees.Read(features);
        return _network is null ? trees : Mixed(trees, _network.Read(wave), _share);
    }

    public void Dispose()
    {
        _trees.Dispose();
        _network?.Dispose();
    }

    private static OpenModel? WithTask(ModelRepository models, string task) =>
        models.Models.FirstOrDefault(m => m.Entry.Task == task);

    /// <summary>
    /// The weighted mean of the logarithms of both probabilities, made probabilities again.
    /// </summary>
    private static RhythmOpinion Mixed(RhythmOpinion trees, RhythmOpinion network, float share)
    {
        // A probability of 0 is raised to it, so that one voice alone can rule out nothing.
        const float least = 0.001f;
        Span<float> a = stackalloc float[RhythmOpinion.Classes];
        Span<float> b = stackalloc float[RhythmOpinion.Classes];
        trees.CopyTo(a);
        network.CopyTo(b);
        var sum = 0f;
        for (var i = 0; i < a.Length; i++)
        {
            var tree = MathF.Log(Math.Max(a[i], least));
            var wave = MathF.Log(Math.Max(b[i], least));
            a[i] = MathF.Exp((1 - share) * tree + share * wave);
            sum += a[i];
        }

        return new(a[0] / sum, a[1] / sum, a[2] / sum, a[3] / sum);
    }
}
