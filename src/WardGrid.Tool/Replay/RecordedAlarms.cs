using System.Collections.Immutable;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Replay;

/// <summary>A recording with its alarm, before it is read.</summary>
/// <param name="Path">Without extension.</param>
/// <param name="Kind">The monitor's kind; null if the recording has no alarm.</param>
/// <param name="IsTrue">Whether experts judged it true; null if unknown.</param>
public sealed record RecordedCase(string Path, string? Kind, bool? IsTrue)
{
    public string Name => System.IO.Path.GetFileName(Path);
}

/// <summary>The alarms of recordings, from the header's comments as the CinC Challenge 2015 writes them.</summary>
public static class RecordedAlarms
{
    /// <summary>The sample at which a recording of the CinC Challenge 2015 has its alarm: 5:00 at 250 Hz.</summary>
    public const long AlarmSample = 75_000;

    /// <summary>The cases of one record, or of a folder and its subfolders.</summary>
    public static ImmutableArray<RecordedCase> In(string recordOrFolder)
    {
        if (Directory.Exists(recordOrFolder))
            return [.. RecordingFiles.In(recordOrFolder).Select(Read)];
        var record = recordOrFolder.EndsWith(".hea", StringComparison.Ordinal) ? recordOrFolder[..^4] : recordOrFolder;
        return File.Exists(record + ".hea")
            ? [Read(record)]
            : throw new FileNotFoundException($"{recordOrFolder} is neither a folder nor a record");
    }

    /// <summary>The alarm that the monitor raises when the case is replayed; null if there is none.</summary>
    public static RecordedAlarm? Of(RecordedCase one) =>
        one.Kind is { } kind ? new(kind, AlarmSample, $"*** {kind} (recorded alarm of {one.Name})") : null;

    private static RecordedCase Read(string path)
    {
        var comments = RecordingFiles.ReadHeader(path).Comments;
        var kind = comments.Select(KindOf).FirstOrDefault(k => k is not null);
        return new(path, kind, IsTrue(comments));
    }

    /// <summary>Whether the experts judged the alarm true; null if they did not.</summary>
    private static bool? IsTrue(IReadOnlyList<string> comments)
    {
        if (comments.Contains("True alarm"))
            return true;
        return comments.Contains("False alarm") ? false : null;
    }

    private static string? KindOf(string comment) =>
        comment switch
        {
            "Asystole" => "ASYSTOLE",
            "Bradycardia" => "BRADY",
            "Tachycardia" => "TACHY",
            "Ventricular_Tachycardia" => "VT",
            "Ventricular_Flutter_Fib" => "VF",
            _ => null,
        };
}
