using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Inference;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;

namespace WardGrid.UnitTests.Alarms.Courses;

/// <summary>Tests of courses whose alarms the shipped models verify, with more time than a server gives them.</summary>
public abstract class VerifiedCourses : IDisposable
{
    private readonly ModelRepository _repository = ModelRepository.Open(ModelRepository.DefaultFolder);
    private readonly AlarmModels _models;

    protected VerifiedCourses()
    {
        var deadline = TimeSpan.FromMinutes(1);
        _models = new(_repository, AlarmFeatures.Names, TimeProvider.System, deadline, runners: 1);
        Verification = new(_models, deadline, TimeProvider.System, _repository.Points);
    }

    protected AlarmVerification Verification { get; }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _models.Dispose();
        _repository.Dispose();
    }
}
