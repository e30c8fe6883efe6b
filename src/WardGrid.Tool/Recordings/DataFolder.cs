namespace WardGrid.Tool.Recordings;

/// <summary>
/// The folder of the recordings for development and evaluation: <c>$WARDGRID_DATA</c>, else
/// <c>~/.cache/wardgrid-data</c>.
/// </summary>
public static class DataFolder
{
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("WARDGRID_DATA")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "wardgrid-data");

    /// <summary>One of its folders, such as mitdb; null if it does not exist.</summary>
    public static string? Find(string name) =>
        Path.Combine(Root, name) is var folder && Directory.Exists(folder) ? folder : null;
}
