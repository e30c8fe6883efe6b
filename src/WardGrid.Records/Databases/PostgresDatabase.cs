using System.Data.Common;
using Dapper;
using Npgsql;

namespace WardGrid.Records.Databases;

/// <summary>A PostgreSQL database: for a hospital, or for a ward with its own database backups.</summary>
internal sealed class PostgresDatabase : IRecordDatabase
{
    /// <summary>
    /// The pool of one process if the connection string sets none. Npgsql's default of 100 would use all connections of
    /// PostgreSQL for one process.
    /// </summary>
    private const int DefaultPool = 16;

    /// <summary>The schema if the connection string sets no search path.</summary>
    private const string DefaultSchema = "wardgrid";

    /// <summary>
    /// The first half of WardGrid's advisory locks ("WG"), so that they differ from those of other programs.
    /// </summary>
    private const int LockSpace = 0x5747;

    private readonly NpgsqlDataSource _source;
    private readonly string _schema;

    public PostgresDatabase(string connect)
    {
        var settings = new NpgsqlConnectionStringBuilder(connect);
        if (!settings.ShouldSerialize("Maximum Pool Size"))
            settings.MaxPoolSize = DefaultPool;
        settings.SearchPath ??= DefaultSchema;
        settings.ApplicationName ??= "WardGrid";
        _schema = settings.SearchPath.Split(',')[0].Trim();
        Name = $"the records in PostgreSQL database {settings.Database ?? settings.Username} on {settings.Host}";
        _source = NpgsqlDataSource.Create(settings);
    }

    public string Name { get; }

    public SchemaScripts Scripts { get; } = new("postgres");

    public string CountVersionTables =>
        "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_versions'";

    public async ValueTask PrepareAsync(CancellationToken stop)
    {
        await using var connection = await ConnectAsync(stop);
        await using var transaction = await BeginAsync(connection, stop);
        await AloneAsync(transaction, Exclusive.ChangeTheSchema, stop);
        var there = await connection.ExecuteScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = @name)",
            new { name = _schema },
            transaction
        );
        if (!there)
            await connection.ExecuteAsync(
                $"CREATE SCHEMA {new NpgsqlCommandBuilder().QuoteIdentifier(_schema)}",
                transaction: transaction
            );
        await transaction.CommitAsync(stop);
    }

    public async ValueTask<DbConnection> ConnectAsync(CancellationToken stop) =>
        await _source.OpenConnectionAsync(stop);

    public ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken stop) =>
        connection.BeginTransactionAsync(stop);

    public async ValueTask AloneAsync(DbTransaction transaction, Exclusive thing, CancellationToken stop) =>
        await transaction.Connection!.ExecuteAsync(
            new(
                "SELECT pg_advisory_xact_lock(@LockSpace, @thing)",
                new { LockSpace, thing = (int)thing },
                transaction,
                cancellationToken: stop
            )
        );

    public RecordException? Explain(Exception error) =>
        error switch
        {
            PostgresException
            {
                SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
            } e => new($"{Name}: the user or password is not accepted.", e),
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } e => new(
                $"{Name}: there is no such database.",
                e
            ),
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } e => new(
                $"{Name}: the user may not do that: {e.MessageText}.",
                e
            ),
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } e => new(
                $"{Name} cannot grow: the server's disk is full.",
                e
            ),
            PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } e =>
                new($"{Name} are damaged: {e.MessageText}.", e),
            PostgresException e => new($"{Name}: {e.MessageText}", e),
            NpgsqlException e => new($"{Name} cannot be reached: {e.InnerException?.Message ?? e.Message}", e),
            _ => null,
        };

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
