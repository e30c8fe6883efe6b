using System.Collections.Immutable;
using WardGrid.Inference.Manifest;
using WardGrid.Signals.Rhythm.Reading;

namespace WardGrid.Inference;

/// <summary>The probabilities of a lead's rhythms; each is 0 to 1, and their sum is 1.</summary>
/// <param name="Noise">Too noisy to decide.</param>
public readonly record struct RhythmOpinion(float Normal, float AtrialFibrillation, float Other, float Noise)
{
    /// <summary>The most likely rhythm, by the letters of the 2017 challenge: N, A, O or ~.</summary>
    public char Letter
    {
        get
        {
            var most = Math.Max(Math.Max(Normal, AtrialFibrillation), Math.Max(Other, Noise));
            if (most == Normal)
                return 'N';
            if (most == AtrialFibrillation)
                return 'A';
            return most == Other ? 'O' : '~';
        }
    }
}

/// <summary>The shipped rhythm model, which reads one lead's <see cref="RhythmFeatureVector"/>.</summary>
/// <remarks>
/// One thread at a time. A model that does not fit throws <see cref="ModelException"/> with the reason.
/// </remarks>
public sealed class RhythmModel : IDisposable
{
    public const string Task = "rhythm";

    /// <summary>Probabilities in its answer: normal, atrial fibrillation, other, noise.</summary>
    private const int Classes = 4;

    private readonly string _title;
    private readonly ImmutableArray<string> _features;
    private readonly OnnxRunner _runner;

    private RhythmModel(OpenModel open)
    {
        _title = open.Entry.Title;
        if (open.Entry.Inputs is not [{ Kind: ModelInputKind.Features, Features: { } features } input])
            throw new ModelException(
                $"model {_title} reads rhythms from one input of features; its manifest names other inputs"
            );
        _features = features;
        _runner = new(open.Model, new Dictionary<string, ImmutableArray<long>> { [input.Name] = [1, features.Length] });
        if (_runner.Output().Length != Classes)
            throw new ModelException(
                $"model {_title} gives {_runner.Output().Length} numbers where {Classes} rhythms are told apart"
            );
    }

    /// <summary>The rhythm model of the repository; null if it has none.</summary>
    public static RhythmModel? In(ModelRepository models) =>
        models.Models.FirstOrDefault(m => m.Entry.Task == Task) is { } open ? new(open) : null;

    public RhythmOpinion Read(RhythmFeatureVector features)
    {
        if (!_features.AsSpan().SequenceEqual(features.Names.AsSpan()))
            throw new ModelException($"model {_title} learnt from other features than this WardGrid computes");
        features.Values.CopyTo(_runner.Input());
        _runner.Run();
        var said = _runner.Output();
        foreach (var probability in said)
        {
            if (probability is not (>= 0 and <= 1.001f))
                throw new ModelException($"model {_title} gave {probability}, which is no probability");
        }

        return new(said[0], said[1], said[2], said[3]);
    }

    public void Dispose() => _runner.Dispose();
}
