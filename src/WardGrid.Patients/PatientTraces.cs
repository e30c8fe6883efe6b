using System.Diagnostics;

namespace WardGrid.Patients;

/// <summary>
/// Traces of the patients' work: the verification of an alarm and the writing of records. Frames are only counted,
/// because there are too many.
/// </summary>
public static class PatientTraces
{
    private static readonly ActivitySource Source = new("WardGrid.Patients");

    /// <summary>One alarm's verification, model included; ends with the verdict.</summary>
    public static Activity? Verify(string alarm, string kind) =>
        Source.StartActivity("verify alarm")?.SetTag("wardgrid.alarm", alarm).SetTag("wardgrid.kind", kind);

    /// <summary>One batch of a patient's alarms and audit entries on its way to the store.</summary>
    public static Activity? Record(int alarms, int entries) =>
        Source.StartActivity("write records")?.SetTag("wardgrid.alarms", alarms).SetTag("wardgrid.entries", entries);
}
