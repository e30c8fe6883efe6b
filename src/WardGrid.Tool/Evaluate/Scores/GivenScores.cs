using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;

namespace WardGrid.Tool.Evaluate.Scores;

/// <summary>
/// Scores from a file that replace the shipped model's: those of a cross-validation, by models that were not trained on
/// the alarm.
/// </summary>
/// <remarks>
/// Everything else is decided as in the server: by the channels' findings, and by the rules at their operating points.
/// </remarks>
public sealed class GivenScores
{
    private const string Evidence = "Of this alarm's fold of a cross-validation.";

    private readonly string _file;
    private readonly OperatingPoints _shipped;
    private readonly Dictionary<string, GivenScore> _byAlarm = new(StringComparer.Ordinal);

    private GivenScores(string file, OperatingPoints shipped) => (_file, _shipped) = (file, shipped);

    /// <param name="shipped">The operating points of the manifest, used if the file has no number.</param>
    /// <exception cref="FormatException">A line is broken or an alarm is there twice; the message names the
    /// line.</exception>
    public static GivenScores Read(string file, OperatingPoints shipped)
    {
        var scores = new GivenScores(file, shipped);
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (number == 1 && line != GivenScore.Header)
                throw new FormatException($"{file}, line 1: '{line}' is not the head '{GivenScore.Header}'");
            if (number > 1 && line.Length > 0)
                scores.Add(GivenScore.Read($"{file}, line {number}", line));
        }

        return scores;
    }

    /// <summary>The verification of this alarm in the server, with the score of the file.</summary>
    /// <exception cref="FormatException">The file has no line for the alarm, or one that does not fit its
    /// kind.</exception>
    public AlarmVerification VerificationOf(string alarm, AlarmKind kind)
    {
        if (!_byAlarm.TryGetValue(alarm, out var given))
            throw new FormatException($"{_file}: there is no line for alarm {alarm}, after {_byAlarm.Count} alarms");
        return new(
            new Answer(ScoreOf(given, kind)),
            Timeout.InfiniteTimeSpan,
            TimeProvider.System,
            PointsOf(given, kind)
        );
    }

    /// <exception cref="FormatException">A line has another alarm; the message names the line.</exception>
    public void RefuseOthersThan(IEnumerable<string> alarms)
    {
        var known = alarms.ToHashSet(StringComparer.Ordinal);
        if (_byAlarm.Values.FirstOrDefault(given => !known.Contains(given.Alarm)) is { } other)
            throw new FormatException($"{other.Place}: alarm {other.Alarm} is not in the data");
    }

    private void Add(GivenScore given)
    {
        if (!_byAlarm.TryAdd(given.Alarm, given))
            throw new FormatException($"{given.Place}: alarm {given.Alarm} stands twice");
    }

    private ModelScore? ScoreOf(GivenScore given, AlarmKind kind)
    {
        var model = _shipped.Deciding(kind) is { } point && point.By != OperatingPoint.Rules ? point : null;
        return (model, given.Probability) switch
        {
            (null, null) => null,
            (null, _) => throw new FormatException(
                $"{given.Place}: {given.Alarm} has a probability, but no model speaks of {kind}"
            ),
            (_, null) => throw new FormatException(
                $"{given.Place}: {given.Alarm} has no probability, but {model.By} speaks of {kind}"
            ),
            var (_, probability) => new(
                $"{model.By}, out of fold",
                probability.Value,
                given.Threshold ?? model.Numbers.Single().Number
            ),
        };
    }

    private OperatingPoints PointsOf(GivenScore given, AlarmKind kind)
    {
        if (given.RuleThresholds.IsEmpty)
            return _shipped;
        ImmutableArray<RuleThreshold> thresholds = [.. RuleThresholds.OfRules.Where(m => m.Kind == kind)];
        if (given.RuleThresholds.Keys.FirstOrDefault(name => thresholds.All(m => m.Name != name)) is { } unknown)
            throw new FormatException($"{given.Place}: the rules of {kind} have no margin {unknown}");
        ImmutableArray<SetThreshold> numbers =
        [
            .. thresholds.Select(m => new SetThreshold(m, given.RuleThresholds.GetValueOrDefault(m.Name, _shipped[m]))),
        ];
        var others = _shipped.All.Where(p => p.Kind != kind || p.By != OperatingPoint.Rules);
        return new([.. others, new(kind, OperatingPoint.Rules, numbers, Evidence, Reason: Evidence)]);
    }

    private sealed class Answer(ModelScore? score) : IAlarmModel
    {
        public ValueTask<ModelScore?> ScoreAsync(
            AlarmKind kind,
            ReadOnlyMemory<float> features,
            CancellationToken deadline
        ) => new(score);
    }
}
