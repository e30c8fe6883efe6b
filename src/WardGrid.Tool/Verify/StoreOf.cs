using System.CommandLine;
using System.CommandLine.Parsing;
using WardGrid.Records;

namespace WardGrid.Tool.Verify;

/// <summary>The option <c>--store</c>, and the store that it names.</summary>
internal static class StoreOf
{
    public static Option<string> Option() =>
        new("--store")
        {
            Description =
                "The file wardgrid.db, or a PostgreSQL connection (Host=...) without its password, which PGPASSWORD in "
                + "the environment or the file of PGPASSFILE gives",
            Required = true,
            Validators = { RefusePassword },
        };

    /// <summary>Every user of a machine can read a command line.</summary>
    private static void RefusePassword(OptionResult result)
    {
        if (result.Tokens is [var token] && RecordStore.IsPostgres(token.Value) && PasswordIn(token.Value))
            result.AddError("--store: a password is not for the command line: set PGPASSWORD or PGPASSFILE instead");
    }

    private static bool PasswordIn(string connection) =>
        connection
            .Split(';')
            .Select(part => part.Split('=')[0].Trim())
            .Any(key => key.ToLowerInvariant() is "password" or "pwd" or "psw" or "passwd");

    public static ValueTask<RecordStore> OpenAsync(string address, TimeProvider time, CancellationToken stop)
    {
        if (!RecordStore.IsPostgres(address) && !File.Exists(address))
            throw new FileNotFoundException($"there is no file {Path.GetFullPath(address)}");
        return RecordStore.OpenAsync(address, time, stop);
    }
}
