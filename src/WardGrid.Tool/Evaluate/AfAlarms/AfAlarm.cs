using WardGrid.Alarms;
using WardGrid.Alarms.Verification;

namespace WardGrid.Tool.Evaluate.AfAlarms;

/// <summary>What was made an AF alarm of.</summary>
public enum AfAlarmOrigin
{
    /// <summary>A labelled record, or a minute of an annotated one.</summary>
    Minute,

    /// <summary>An annotated onset of AF.</summary>
    Onset,

    /// <summary>A minute without AF and what was joined to it, both of one record.</summary>
    Joined,
}

/// <summary>One AF alarm that a monitor could have raised, and its verification.</summary>
/// <param name="Name">The record and the second of the alarm, such as data_1_2@120.</param>
/// <param name="Delay">Seconds since the onset, or since the joint; NaN of a minute.</param>
/// <param name="Evidence">The same evidence again, for its features and for the verdict of the rules alone.</param>
public readonly record struct AfAlarm(
    string Source,
    string Record,
    string Name,
    AfAlarmOrigin Origin,
    double Delay,
    bool True,
    AlarmDecision Decision,
    AlarmEvidence Evidence
)
{
    /// <summary>The band of delays in seconds that the alarm stands for.</summary>
    public string Band =>
        Delay switch
        {
            < 15 => "10-15",
            < 20 => "15-20",
            < 30 => "20-30",
            _ => "30-60",
        };
}
