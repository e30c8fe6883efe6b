using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Inference.Manifest;

namespace WardGrid.Inference;

/// <summary>One model that scores a vector of features.</summary>
internal sealed class FeatureModel : IDisposable
{
    private readonly ModelEntry _entry;
    private readonly ModelInput _input;
    private readonly RunnerPool _pool;
    private readonly int _output;
    private readonly int _given;

    /// <summary>For each of the model's features, its place in the patients' vector.</summary>
    private readonly ImmutableArray<int> _places;

    public FeatureModel(OpenModel open, IReadOnlyList<string> featureNames, int runners)
    {
        _entry = open.Entry;
        if (_entry.Inputs is not [{ Kind: ModelInputKind.Features, Features: { } features } input])
            throw new ModelException(
                $"model {Title} verifies alarms by one input of features; its manifest names other inputs"
            );
        _input = input;
        _given = featureNames.Count;
        var places = featureNames
            .Select((name, place) => (name, place))
            .ToDictionary(pair => pair.name, pair => pair.place);
        _places =
        [
            .. features.Select(name =>
                places.TryGetValue(name, out var place)
                    ? place
                    : throw new ModelException(
                        $"model {Title} needs the feature '{name}', which this WardGrid does not compute"
                    )
            ),
        ];
        _output = open.Model.Outputs.IndexOf(open.Model.Outputs.First(o => o.Name == _entry.Output.Name));
        _pool = new(runners, () => Runner(open.Model, features.Length));
    }

    public string Title => _entry.Title;

    public ImmutableDictionary<AlarmKind, ThresholdEntry> OperatingPoints => _entry.OperatingPoints;

    /// <summary>Runs on a thread of the pool, so that the caller can stop waiting at any moment.</summary>
    public async Task<ModelScore?> ScoreAsync(AlarmKind kind, ReadOnlyMemory<float> features, CancellationToken stop)
    {
        if (features.Length != _given)
            throw new ModelException(
                $"model {Title} was given {features.Length} features where WardGrid computes {_given}"
            );
        var runner = await _pool.BorrowAsync(stop);
        try
        {
            return await Task.Run(() => Score(runner, kind, features.Span, stop), CancellationToken.None);
        }
        finally
        {
            _pool.GiveBack(runner);
        }
    }

    public void Dispose() => _pool.Dispose();

    private OnnxRunner Runner(OnnxModel model, int features)
    {
        var runner = new OnnxRunner(
            model,
            new Dictionary<string, ImmutableArray<long>> { [_input.Name] = [1, features] }
        );
        var numbers = runner.Output(_output).Length;
        if (_entry.Output.Column < numbers)
            return runner;
        runner.Dispose();
        throw new ModelException(
            $"model {Title} gives {numbers} numbers in '{_entry.Output.Name}', "
                + $"the manifest reads column {_entry.Output.Column}"
        );
    }

    private ModelScore Score(OnnxRunner runner, AlarmKind kind, ReadOnlySpan<float> features, CancellationToken stop)
    {
        var input = runner.Input();
        for (var i = 0; i < input.Length; i++)
        {
            input[i] = features[_places[i]];
            if (float.IsInfinity(input[i]) || (float.IsNaN(input[i]) && _input.Missing == MissingNumbers.Refused))
                throw new ModelException(
                    $"model {Title} cannot score without the feature '{_input.Features!.Value[i]}', "
                        + $"which is {(float.IsNaN(input[i]) ? "unknown" : "infinite")}"
                );
        }

        runner.Run(stop);
        var output = runner.Output(_output);
        var probability = output[_entry.Output.Column];
        if (probability is not (>= 0 and <= 1))
            throw new ModelException($"model {Title} gave {probability}, which is no probability");
        return new(Title, probability, OperatingPoints[kind].Threshold);
    }
}
