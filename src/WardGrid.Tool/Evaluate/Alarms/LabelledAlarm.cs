using System.Collections.Immutable;
using WardGrid.Alarms;

namespace WardGrid.Tool.Evaluate.Alarms;

/// <summary>
/// One line of a challenge2015 folder's <c>ALARMS</c>: a record, its alarm, and whether people found it true.
/// </summary>
/// <param name="Kind">The kind as the challenge names it.</param>
/// <param name="Group">Records of one group overlap or look like one patient; empty if the folder has no
/// <c>GROUPS</c>.</param>
public sealed record LabelledAlarm(string Record, string Kind, bool IsTrue, string Group)
{
    /// <summary>Seconds into every record at which the alarm was raised.</summary>
    public const double AtSeconds = 300;

    public AlarmKind AlarmKind =>
        Kind switch
        {
            "Asystole" => AlarmKind.Asystole,
            "Bradycardia" => AlarmKind.ExtremeBradycardia,
            "Tachycardia" => AlarmKind.ExtremeTachycardia,
            "Ventricular_Tachycardia" => AlarmKind.VentricularTachycardia,
            "Ventricular_Flutter_Fib" => AlarmKind.VentricularFibrillation,
            _ => AlarmKind.Other,
        };

    /// <exception cref="FormatException">A line is broken; the message names it.</exception>
    public static ImmutableArray<LabelledAlarm> ReadAll(string folder)
    {
        var groups =
            Path.Combine(folder, "GROUPS") is var file && File.Exists(file)
                ? Lines(file, 2).ToDictionary(l => l[0], l => l[1])
                : [];
        return
        [
            .. Lines(Path.Combine(folder, "ALARMS"), 3)
                .Select(l => new LabelledAlarm(l[0], l[1], l[2] == "1", groups.GetValueOrDefault(l[0], ""))),
        ];
    }

    private static IEnumerable<string[]> Lines(string file, int fields) =>
        File.ReadLines(file)
            .Where(line => line.Length > 0)
            .Select(line =>
                line.Split(',') is var parts && parts.Length == fields
                    ? parts
                    : throw new FormatException($"{file}: '{line}' has not {fields} fields")
            );
}
