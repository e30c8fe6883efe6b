using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.AfAlarms;

/// <summary>One AF alarm that a monitor could have raised, and its verification.</summary>
/// <param name="Name">The record and the second of the alarm, such as data_1_2@120.</param>
/// <param name="Evidence">The same evidence again, for its features and for the verdict of the rules alone.</param>
public readonly record struct AfAlarm(
    string Source,
    string Record,
    string Name,
    bool True,
    AlarmDecision Decision,
    AlarmEvidence Evidence
);

/// <summary>AF alarms made by rule from labelled rhythms, since no public set of labelled AF alarms is known.</summary>
/// <remarks>
/// <para>cinc2017: at the end of each record; true if it is labelled A, false if N, O or ~.</para> <para>Records with
/// rhythm annotations (cpsc2021, vfdb): every minute; true if AFIB lasted through the 30 s before, false if there was
/// none in the minute before; others are left out. NOISE counts as false, like ectopy.</para>
/// </remarks>
/// <param name="verificationOf">Gives the verification for the alarm of a name.</param>
public sealed class AfAlarms(Func<string, AlarmVerification> verificationOf)
{
    /// <summary>The diagnosis in the header of a record of cpsc2021 without an episode.</summary>
    private const string NeverFibrillates = "non atrial fibrillation";

    private const double EverySeconds = 60,
        HeldSeconds = 30;

    public IEnumerable<AfAlarm> OfLabelled(Recording recording, string label) =>
        Verified(
            recording,
            "cinc2017",
            at => at == Math.Floor(recording.Length / recording.Header.Rate),
            _ => label == "A"
        );

    public IEnumerable<AfAlarm> OfAnnotated(Recording recording, string source, IEnumerable<Annotation> annotations)
    {
        var rate = recording.Header.Rate;
        var changes = annotations
            .Where(a => a.Text.StartsWith('('))
            .Select(a => (At: a.Sample / rate, Fibrillates: a.Text.StartsWith("(AFIB", StringComparison.Ordinal)))
            .ToList();
        bool Holds(double at) => changes.LastOrDefault(c => c.At <= at).Fibrillates;
        bool? True(double at)
        {
            var moments = Enumerable
                .Range(0, (int)EverySeconds)
                .Select(s => (Before: s, Holds: Holds(at - s)))
                .ToList();
            if (moments.Where(m => m.Before <= HeldSeconds).All(m => m.Holds))
                return true;
            return moments.All(m => !m.Holds) ? false : null;
        }

        return
            changes.Count == 0
            && !recording.Header.Comments.Any(c => c.Contains(NeverFibrillates, StringComparison.Ordinal))
            ? []
            : Verified(recording, source, at => at % EverySeconds == 0, True);
    }

    private List<AfAlarm> Verified(
        Recording recording,
        string source,
        Func<double, bool> isRaised,
        Func<double, bool?> isTrue
    )
    {
        var alarms = new List<AfAlarm>();
        HeardRecording.Hear(
            recording,
            (signals, second) =>
            {
                if (isRaised(second) && isTrue(second) is { } truth)
                    alarms.Add(Verify(signals, second, source, recording.Header.Name, truth));
            }
        );
        return alarms;
    }

    private AfAlarm Verify(BedSignals signals, double at, string source, string record, bool truth)
    {
        var candidate = new AlarmCandidate(
            AlarmKind.AtrialFibrillation,
            AlarmPriority.Low,
            AlarmOrigin.Monitor,
            at,
            "AF"
        );
        var name = FormattableString.Invariant($"{record}@{at}");
        var verification = verificationOf(name);
        var decision = verification.DecideAsync(signals, candidate).AsTask().GetAwaiter().GetResult();
        return new(
            source,
            record,
            name,
            truth,
            decision,
            AlarmEvidence.Gather(signals, candidate, verification.Points)
        );
    }
}
