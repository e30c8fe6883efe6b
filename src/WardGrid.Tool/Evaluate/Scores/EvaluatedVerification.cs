using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Inference;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;

namespace WardGrid.Tool.Evaluate.Scores;

/// <summary>
/// How an evaluation verifies alarms: with the models of a folder, without a model, or with the scores of a file.
/// </summary>
internal sealed class EvaluatedVerification : IDisposable
{
    /// <summary>
    /// An evaluation waits for every score, because it measures the model and not the load of the machine.
    /// </summary>
    private static readonly TimeSpan ModelDeadline = TimeSpan.FromMinutes(1);

    private readonly ModelRepository _repository;
    private readonly AlarmModels? _models;
    private readonly AlarmVerification _verification;
    private readonly GivenScores? _given;

    public EvaluatedVerification(string models, bool rulesAlone, string? scores)
    {
        _repository = ModelRepository.Open(models);
        _given = scores is null ? null : GivenScores.Read(scores, _repository.Points);
        _models =
            rulesAlone || _given is not null
                ? null
                : new(_repository, AlarmFeatures.Names, TimeProvider.System, ModelDeadline);
        _verification = new(_models, ModelDeadline, TimeProvider.System, _repository.Points);
    }

    /// <param name="alarm">The alarm's name in the file of scores.</param>
    public AlarmVerification Of(string alarm, AlarmKind kind) => _given?.VerificationOf(alarm, kind) ?? _verification;

    /// <summary>Refuses a file of scores with other alarms than these.</summary>
    public void RefuseOthersThan(IEnumerable<string> alarms) => _given?.RefuseOthersThan(alarms);

    public void Dispose()
    {
        _models?.Dispose();
        _repository.Dispose();
    }
}
