using System.CommandLine;
using WardGrid.Records;

namespace WardGrid.Tool.Verify;

/// <summary>The option <c>--store</c>, and the store that it names.</summary>
internal static class StoreOf
{
    public static Option<string> Option() =>
        new("--store") { Description = "The file wardgrid.db, or a PostgreSQL connection (Host=...)", Required = true };

    public static ValueTask<RecordStore> OpenAsync(string address, TimeProvider time, CancellationToken stop)
    {
        if (!RecordStore.IsPostgres(address) && !File.Exists(address))
            throw new FileNotFoundException($"there is no file {Path.GetFullPath(address)}");
        return RecordStore.OpenAsync(address, time, stop);
    }
}
