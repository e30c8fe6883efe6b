using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.AfAlarms;

/// <summary>AF alarms made by rule from labelled rhythms, since no public set of labelled AF alarms is known.</summary>
/// <remarks>
/// <para>cinc2017: at the end of each record; true if it is labelled A, false if N, O or ~.</para> <para>Records with
/// rhythm annotations (cpsc2021, mitdb, vfdb): every minute; true if AFIB lasted through the 30 s before, false if
/// there was none in the minute before; others are left out, and so is flutter. NOISE counts as false, like
/// ectopy.</para>
/// <para>Soon after an onset: where a minute without AF goes before it, 12.5, 17.5, 25 and 45 s after it, while AF
/// lasts.</para> <para>Such onsets are few, so some are joined: a minute without AF, and right after it 45 s of AF from
/// the same record. As often a second stretch without AF is joined, which shows what a joint alone does.</para>
/// </remarks>
/// <param name="verificationOf">Gives the verification for the alarm of a name.</param>
public sealed class AfAlarms(Func<string, AlarmVerification> verificationOf)
{
    /// <summary>The diagnosis in the header of a record of cpsc2021 without an episode.</summary>
    private const string NeverFibrillates = "non atrial fibrillation";

    /// <summary>Joints of a record with AF, and as many without: no record is to outweigh the others.</summary>
    private const int MostJoints = 10;

    /// <summary>Seconds of what is joined to a minute.</summary>
    private const double JoinedSeconds = 46;

    private readonly record struct Moment(double At, bool True, string Name, AfAlarmOrigin Origin, double Delay);

    public IEnumerable<AfAlarm> OfLabelled(Recording recording, string label)
    {
        var at = Math.Floor(recording.Length / recording.Header.Rate);
        return Verified(
            recording,
            "cinc2017",
            [new(at, label == "A", Name(recording, at), AfAlarmOrigin.Minute, double.NaN)]
        );
    }

    public IEnumerable<AfAlarm> OfAnnotated(Recording recording, string source, IEnumerable<Annotation> annotations)
    {
        var seconds = recording.Length / recording.Header.Rate;
        var course = new AfCourse(annotations, recording.Header.Rate, seconds);
        if (
            !course.IsAnnotated
            && !recording.Header.Comments.Any(c => c.Contains(NeverFibrillates, StringComparison.Ordinal))
        )
            return [];
        var moments = new List<Moment>();
        for (var at = AfCourse.Minute; at <= seconds; at += AfCourse.Minute)
        {
            if (course.IsTrue(at) is { } truth)
                moments.Add(new(at, truth, Name(recording, at), AfAlarmOrigin.Minute, double.NaN));
        }

        foreach (var (at, delay) in course.AfterOnsets())
        {
            var name = FormattableString.Invariant($"{recording.Header.Name}@{at - delay:F2}+{delay}");
            moments.Add(new(at, true, name, AfAlarmOrigin.Onset, delay));
        }

        return [.. Verified(recording, source, moments), .. OfJoints(recording, source, course)];
    }

    private IEnumerable<AfAlarm> OfJoints(Recording recording, string source, AfCourse course)
    {
        double[] calm = [.. course.Pieces(fibrillating: false, AfCourse.Minute)];
        double[] af = [.. Spread(course.Pieces(fibrillating: true, JoinedSeconds))];
        if (calm.Length < 2 || af.Length == 0)
            return [];
        return Enumerable
            .Range(0, af.Length)
            .SelectMany(i =>
            {
                var before = calm[i % calm.Length];
                var other = calm[(i + (calm.Length + 1) / 2) % calm.Length];
                return OfJoint(recording, source, before, af[i], true)
                    .Concat(OfJoint(recording, source, before, other, false));
            });
    }

    private List<AfAlarm> OfJoint(Recording recording, string source, double before, double after, bool truth)
    {
        int Sample(double at) => (int)(at * recording.Header.Rate);
        var joined = recording.Joined(
            (Sample(before), Sample(before) + Sample(AfCourse.Minute)),
            (Sample(after), Sample(after) + Sample(JoinedSeconds))
        );
        return Verified(
            joined,
            source,
            [
                .. AfCourse.Delays.Select(delay => new Moment(
                    AfCourse.Minute + delay,
                    truth,
                    FormattableString.Invariant($"{recording.Header.Name}@{before:F2}&{after:F2}+{delay}"),
                    AfAlarmOrigin.Joined,
                    delay
                )),
            ]
        );
    }

    /// <summary>At most <see cref="MostJoints"/> of the moments, evenly among all.</summary>
    private static IEnumerable<double> Spread(IEnumerable<double> moments)
    {
        double[] all = [.. moments];
        var count = Math.Min(all.Length, MostJoints);
        return Enumerable.Range(0, count).Select(i => all[i * all.Length / count]);
    }

    private static string Name(Recording recording, double at) =>
        FormattableString.Invariant($"{recording.Header.Name}@{at}");

    private List<AfAlarm> Verified(Recording recording, string source, IReadOnlyList<Moment> moments)
    {
        var alarms = new List<AfAlarm>();
        var bySecond = moments.ToLookup(m => (int)Math.Ceiling(m.At));
        HeardRecording.Hear(
            recording,
            (signals, second) => alarms.AddRange(bySecond[second].Select(m => Verify(signals, m, recording, source)))
        );
        return alarms;
    }

    private AfAlarm Verify(BedSignals signals, Moment moment, Recording recording, string source)
    {
        var candidate = new AlarmCandidate(
            AlarmKind.AtrialFibrillation,
            AlarmPriority.Low,
            AlarmOrigin.Monitor,
            moment.At,
            "AF"
        );
        var verification = verificationOf(moment.Name);
        var decision = verification.DecideAsync(signals, candidate).AsTask().GetAwaiter().GetResult();
        return new(
            source,
            recording.Header.Name,
            moment.Name,
            moment.Origin,
            moment.Delay,
            moment.True,
            decision,
            AlarmEvidence.Gather(signals, candidate, verification.Points)
        );
    }
}
