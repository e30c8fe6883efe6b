using System.Diagnostics;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.Alarms;

/// <summary>One recorded alarm, decided as in the live server.</summary>
/// <param name="Evidence">The same evidence again, for its features and for the verdict of the rules alone.</param>
/// <param name="Milliseconds">The time of the verification, with the model.</param>
public sealed record AlarmTrial(
    LabelledAlarm Alarm,
    AlarmDecision Decision,
    AlarmEvidence Evidence,
    double Milliseconds
)
{
    /// <summary>
    /// Plays the recording to a bed in bundles of 250 ms, up to the alarm and without a later sample, and verifies the
    /// alarm.
    /// </summary>
    public static async Task<AlarmTrial> RunAsync(string folder, LabelledAlarm alarm, AlarmVerification verification)
    {
        var bed = Play(Path.Combine(folder, "training", alarm.Record));
        var candidate = new AlarmCandidate(
            alarm.AlarmKind,
            AlarmPriority.High,
            AlarmOrigin.Monitor,
            LabelledAlarm.AtSeconds,
            alarm.Kind
        );
        var evidence = AlarmEvidence.Gather(bed, candidate, verification.Points);
        var started = Stopwatch.GetTimestamp();
        var decision = await verification.DecideAsync(bed, candidate);
        return new(alarm, decision, evidence, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static BedSignals Play(string record)
    {
        var recording = RecordingFiles.Read(record);
        var monitor = new RecordedMonitor(recording);
        var bed = new BedSignals(monitor.Birth);
        var until = (int)(LabelledAlarm.AtSeconds * recording.Header.Rate);
        for (var bundle = 0; bundle < LabelledAlarm.AtSeconds / RecordedMonitor.BundleSeconds; bundle++)
        {
            var refusal = WaveFrame.TryRead(monitor.Bundle(bundle, until), out var frame);
            if (refusal.IsRefused || (refusal = bed.Accept(frame)).IsRefused)
                throw new FormatException($"{record}: {refusal}");
        }

        return bed;
    }
}
