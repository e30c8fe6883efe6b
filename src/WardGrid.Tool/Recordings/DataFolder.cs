namespace WardGrid.Tool.Recordings;

/// <summary>
/// Where the recordings for development and evaluation lie: <c>$WARDGRID_DATA</c>, else <c>~/.cache/wardgrid-data</c>.
/// </summary>
public static class DataFolder
{
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("WARDGRID_DATA")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "wardgrid-data");

    /// <summary>One of its folders, such as mitdb; null where it is not there.</summary>
    public static string? Find(string name) =>
        Path.Combine(Root, name) is var folder && Directory.Exists(folder) ? folder : null;
}
