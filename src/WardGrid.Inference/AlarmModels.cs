using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Inference.Manifest;
using WardGrid.Patients;

namespace WardGrid.Inference;

/// <summary>
/// Scores alarms by the models's feature models, each kind of alarm by the one model whose manifest names it.
/// </summary>
/// <remarks>
/// For any number of patients at once. A kind that no model speaks of gives null. What goes wrong throws
/// <see cref="ModelException"/> in words: too late, a vector of the wrong length, a feature that must be known and is
/// not, a model that fails or gives no finite number. The patient makes Undecided of it. A run that is too late is
/// broken off and its runner comes back to the pool by itself.
/// </remarks>
public sealed class AlarmModels : IAlarmModel, IDisposable
{
    /// <summary>
    /// The longest that a patient's turn waits for a score: half of the 500 ms in which a verdict is to
    /// be on the ward view.
    /// </summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromMilliseconds(250);

    private readonly ImmutableDictionary<AlarmKind, FeatureModel> _byKind;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;

    /// <param name="featureNames">The order in which patients give features; a model may use any of them, in its own
    /// order.</param>
    /// <param name="runners">Alarms that one model scores at the same time.</param>
    public AlarmModels(
        ModelRepository models,
        IReadOnlyList<string> featureNames,
        TimeProvider time,
        TimeSpan? deadline = null,
        int? runners = null
    )
    {
        _time = time;
        _deadline = deadline ?? DefaultDeadline;
        var size = runners ?? Environment.ProcessorCount;
        _byKind = models
            .Models.Where(open => open.Entry.Task == ModelEntry.AlarmTask)
            .Select(open => new FeatureModel(open, featureNames, size))
            .SelectMany(model => model.OperatingPoints.Keys.Select(kind => (kind, model)))
            .ToImmutableDictionary(pair => pair.kind, pair => pair.model);
    }

    public async ValueTask<ModelScore?> ScoreAsync(
        AlarmKind kind,
        ReadOnlyMemory<float> features,
        CancellationToken deadline
    )
    {
        if (!_byKind.TryGetValue(kind, out var model))
            return null;
        using var own = new CancellationTokenSource(_deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(own.Token, deadline);
        try
        {
            return await model.ScoreAsync(kind, features, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException late)
        {
            throw new ModelException($"model {model.Title} gave no score in time", late);
        }
    }

    public void Dispose()
    {
        foreach (var model in _byKind.Values.Distinct())
            model.Dispose();
    }
}
