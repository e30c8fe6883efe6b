using System.Collections.Immutable;
using WardGrid.Inference.Manifest;
using WardGrid.Signals.Rhythm.Reading;

namespace WardGrid.Inference;

/// <summary>The trees of the rhythm model, which read one lead's <see cref="RhythmFeatureVector"/>.</summary>
internal sealed class RhythmTrees : IDisposable
{
    private readonly string _title;
    private readonly ImmutableArray<string> _features;
    private readonly OnnxRunner _runner;

    public RhythmTrees(OpenModel open)
    {
        _title = open.Entry.Title;
        if (open.Entry.Inputs is not [{ Kind: ModelInputKind.Features, Features: { } features } input])
            throw new ModelException(
                $"model {_title} reads rhythms from one input of features; its manifest names other inputs"
            );
        _features = features;
        _runner = new(open.Model, new Dictionary<string, ImmutableArray<long>> { [input.Name] = [1, features.Length] });
        if (_runner.Output().Length == RhythmOpinion.Classes)
            return;
        _runner.Dispose();
        throw new ModelException(
            $"model {_title} gives {_runner.Output().Length} numbers "
                + $"where {RhythmOpinion.Classes} rhythms are told apart"
        );
    }

    public RhythmOpinion Read(RhythmFeatureVector features)
    {
        if (!_features.AsSpan().SequenceEqual(features.Names.AsSpan()))
            throw new ModelException($"model {_title} learnt from other features than this WardGrid computes");
        features.Values.CopyTo(_runner.Input());
        _runner.Run();
        return RhythmOpinion.Of(_title, _runner.Output());
    }

    public void Dispose() => _runner.Dispose();
}
