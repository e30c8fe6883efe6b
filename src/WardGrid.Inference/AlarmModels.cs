using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Inference.Manifest;
using WardGrid.Patients;

namespace WardGrid.Inference;

/// <summary>
/// Scores alarms with feature models: each kind of alarm with the one model whose manifest entry names it.
/// </summary>
/// <remarks>
/// Thread-safe, for any number of patients. A kind without a model gives null. A failure throws
/// <see cref="ModelException"/> with the reason: too late, a vector of the wrong length, a missing required feature, a
/// model that fails or gives a number that is not finite. The patient's verdict is then Undecided. A late run is
/// terminated, and its runner returns to the pool by itself.
/// </remarks>
public sealed class AlarmModels : IAlarmModel, IDisposable
{
    /// <summary>
    /// The longest time that a patient's turn waits for a score: half of the 500 ms within which a verdict must be on
    /// the ward view.
    /// </summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromMilliseconds(250);

    private readonly ImmutableDictionary<AlarmKind, FeatureModel> _byKind;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;

    /// <param name="featureNames">The order of the patients' features; a model may use any of them, in its own
    /// order.</param>
    /// <param name="runners">How many alarms one model scores at the same time.</param>
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
