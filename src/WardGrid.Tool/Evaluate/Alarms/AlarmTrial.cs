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
    /// <summary>The decision at the alarm, where <see cref="Decision"/> is the second one.</summary>
    public AlarmDecision First { get; init; } = Decision;

    /// <summary>
    /// Plays the recording to a bed in bundles of 250 ms, up to the alarm and without a later sample, and verifies the
    /// alarm.
    /// </summary>
    /// <param name="retrospective">Plays on for the half minute after it, for the second verdict.</param>
    public static async Task<AlarmTrial> RunAsync(
        string folder,
        LabelledAlarm alarm,
        AlarmVerification verification,
        bool retrospective = false
    )
    {
        var played = new PlayedRecording(Path.Combine(folder, "training", alarm.Record));
        played.PlayTo(LabelledAlarm.AtSeconds);
        var bed = played.Bed;
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
        var first = decision;
        var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        if (retrospective && SecondLook.MayChange(decision))
        {
            played.PlayTo(LabelledAlarm.AtSeconds + SecondLook.Seconds);
            List<AlarmDecision> later = [];
            foreach (var moment in SecondLook.Moments)
                later.Add(await verification.DecideAsync(bed, SecondLook.Later(candidate, moment)));
            decision = SecondLook.Revise(decision, later) ?? decision;
        }

        return new(alarm, decision, evidence, milliseconds) { First = first };
    }

    /// <summary>Whether the recording holds the half minute after its alarm.</summary>
    public static bool HasHalfMinuteAfter(string folder, LabelledAlarm alarm)
    {
        var recording = RecordingFiles.Read(Path.Combine(folder, "training", alarm.Record));
        return recording.Length >= (LabelledAlarm.AtSeconds + SecondLook.Seconds) * recording.Header.Rate;
    }

    /// <summary>A recording on its way to a bed.</summary>
    private sealed class PlayedRecording
    {
        private readonly string _record;
        private readonly RecordedMonitor _monitor;
        private readonly double _rate;
        private int _next;

        public PlayedRecording(string record)
        {
            var recording = RecordingFiles.Read(record);
            (_record, _monitor, _rate) = (record, new(recording), recording.Header.Rate);
            Bed = new(_monitor.Birth);
        }

        public BedSignals Bed { get; }

        /// <summary>Plays every sample before a second of the recording, and none after it.</summary>
        public void PlayTo(double seconds)
        {
            for (; _next < seconds / RecordedMonitor.BundleSeconds; _next++)
            {
                var refusal = WaveFrame.TryRead(_monitor.Bundle(_next, (int)(seconds * _rate)), out var frame);
                if (refusal.IsRefused || (refusal = Bed.Accept(frame)).IsRefused)
                    throw new FormatException($"{_record}: {refusal}");
            }
        }
    }
}
