using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace WardGrid.Records.Databases;

/// <summary>A SQLite file: the default for a ward on one machine.</summary>
/// <remarks>
/// It uses a write-ahead log with synchronous=FULL: committed data is on the disk, also if the power fails. Readers
/// never wait for the writer.
/// </remarks>
internal sealed class SqliteDatabase : IRecordDatabase
{
    /// <summary>
    /// Up to this size every page is checked at the start (about a second). In a larger file, damage is found when it
    /// is read.
    /// </summary>
    private const long CheckedBytes = 512L << 20;

    private const int NotADatabase = 26,
        Corrupt = 11,
        Full = 13,
        CannotOpen = 14,
        ReadOnly = 8,
        Busy = 5;

    private readonly string _path;
    private readonly string _connect;

    static SqliteDatabase() => SQLitePCL.Batteries_V2.Init();

    public SqliteDatabase(string path)
    {
        _path = Path.GetFullPath(path);
        _connect = new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            ForeignKeys = true,
            DefaultTimeout = 30,
        }.ToString();
    }

    public string Name => $"the records in {_path}";

    public SchemaScripts Scripts { get; } = new("sqlite");

    public string CountVersionTables => "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_versions'";

    public async ValueTask PrepareAsync(CancellationToken stop)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecordException($"{Name} cannot be opened: {e.Message}", e);
        }

        await using var connection = await ConnectAsync(stop);
        await connection.ExecuteAsync("PRAGMA journal_mode = WAL");
        if (new FileInfo(_path).Length > CheckedBytes)
            return;
        var found = await connection.ExecuteScalarAsync<string>("PRAGMA quick_check(1)");
        if (found != "ok")
            throw new RecordException(
                $"{Name} are damaged ({found}). Restore a backup, or move the file away to begin anew."
            );
    }

    public async ValueTask<DbConnection> ConnectAsync(CancellationToken stop)
    {
        var connection = new SqliteConnection(_connect);
        await connection.OpenAsync(stop);
        await connection.ExecuteAsync("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON");
        return connection;
    }

    public ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken stop) =>
        ValueTask.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    /// <remarks>SQLite allows one writing transaction at a time anyway.</remarks>
    public ValueTask AloneAsync(DbTransaction transaction, Exclusive thing, CancellationToken stop) =>
        ValueTask.CompletedTask;

    public RecordException? Explain(Exception error) =>
        error is not SqliteException sqlite
            ? null
            : new(
                sqlite.SqliteErrorCode switch
                {
                    NotADatabase => $"{Name} are not a database of WardGrid: the file holds something else, "
                        + "or its beginning is damaged. Restore a backup, or move the file away to begin anew.",
                    Corrupt => $"{Name} are damaged. Restore a backup, or move the file away to begin anew.",
                    Full => $"{Name} cannot grow: the disk is full.",
                    CannotOpen => $"{Name} cannot be opened: the folder or file is not there or not allowed.",
                    ReadOnly => $"{Name} are read-only.",
                    Busy => $"{Name} are locked by another program.",
                    _ => $"{Name}: {sqlite.Message}",
                },
                sqlite
            );

    public ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connect);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }
}
