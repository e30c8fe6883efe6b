using WardGrid.Alarms.Verification;
using WardGrid.Inference;
using WardGrid.Patients;

namespace WardGrid.Tests.Alarms.Courses;

/// <summary>Tests of courses whose alarms the shipped models verify, with more time than a server gives them.</summary>
public abstract class VerifiedCourses : IDisposable
{
    private readonly ModelShelf _shelf = ModelShelf.Open(ModelShelf.DefaultFolder);
    private readonly AlarmModels _models;

    protected VerifiedCourses()
    {
        var deadline = TimeSpan.FromMinutes(1);
        _models = new(_shelf, AlarmFeatures.Names, TimeProvider.System, deadline, runners: 1);
        Verification = new(_models, deadline, TimeProvider.System, _shelf.Points);
    }

    protected AlarmVerification Verification { get; }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _models.Dispose();
        _shelf.Dispose();
    }
}
