using WardGrid.Tool.Recordings;

namespace WardGrid.UnitTests.Simulation.Recordings;

/// <summary>The recordings that some tests need; such a test skips where they are not there.</summary>
public static class RealRecords
{
    /// <summary>The path of a record, such as <c>mitdb/100</c>, without ending.</summary>
    public static string Path(string record)
    {
        Assert.SkipUnless(
            File.Exists(System.IO.Path.Combine(DataFolder.Root, record + ".hea")),
            $"the recording {record} is not in {DataFolder.Root}"
        );
        return System.IO.Path.Combine(DataFolder.Root, record);
    }

    /// <summary>One of the data folders, such as <c>challenge2015</c>.</summary>
    public static string Folder(string name)
    {
        var folder = DataFolder.Find(name);
        Assert.SkipWhen(folder is null, $"the recordings {name} are not in {DataFolder.Root}");
        return folder!;
    }
}
