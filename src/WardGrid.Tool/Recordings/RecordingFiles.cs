using System.Collections.Immutable;
using WardGrid.Simulation.Recordings;

namespace WardGrid.Tool.Recordings;

/// <summary>Reads the files of WFDB records for the readers, which do no I/O.</summary>
public static class RecordingFiles
{
    /// <summary>The names of the records in a folder and its subfolders, without extension, sorted.</summary>
    public static ImmutableArray<string> In(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*.hea", SearchOption.AllDirectories)
                .Select(WithoutEnding)
                .Order(StringComparer.Ordinal),
        ];

    /// <param name="record">The record's path; <c>.hea</c> may be left out.</param>
    /// <exception cref="FormatException">The record is broken; the message names the file and the place.</exception>
    public static Recording Read(string record)
    {
        var header = ReadHeader(record);
        var folder = Path.GetDirectoryName(Path.GetFullPath(record))!;
        var files = header
            .Files.Where(name => File.Exists(Path.Combine(folder, name)))
            .ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(folder, name)));
        return RecordingReader.Read(header, files);
    }

    public static RecordingHeader ReadHeader(string record) =>
        RecordingHeaderReader.Read(File.ReadAllBytes(WithoutEnding(record) + ".hea"));

    /// <summary>The reference annotations of a record; empty if it has no <c>.atr</c>.</summary>
    public static ImmutableArray<Annotation> ReadAnnotations(string record)
    {
        var file = WithoutEnding(record) + ".atr";
        return File.Exists(file) ? AnnotationReader.Read(File.ReadAllBytes(file)) : [];
    }

    private static string WithoutEnding(string record) =>
        record.EndsWith(".hea", StringComparison.Ordinal) ? record[..^4] : record;
}
