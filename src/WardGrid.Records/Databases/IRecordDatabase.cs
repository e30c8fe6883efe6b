using System.Data.Common;

namespace WardGrid.Records.Databases;

/// <summary>
/// The differences between SQLite and PostgreSQL; tables, columns and statements are the same in both.
/// </summary>
internal interface IRecordDatabase : IAsyncDisposable
{
    /// <summary>The name of the database for people, without credentials.</summary>
    string Name { get; }

    /// <summary>The scripts that create its schema, by version from 1.</summary>
    SchemaScripts Scripts { get; }

    /// <summary>Counts the tables <c>schema_versions</c>: none in a new database.</summary>
    string CountVersionTables { get; }

    /// <summary>
    /// Checks the database before the first use, and throws <see cref="RecordException"/> with the reason if it cannot
    /// be used.
    /// </summary>
    ValueTask PrepareAsync(CancellationToken stop);

    ValueTask<DbConnection> ConnectAsync(CancellationToken stop);

    /// <summary>Begins a transaction that writes.</summary>
    ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken stop);

    /// <summary>Keeps every other process from doing the same thing until the transaction ends.</summary>
    ValueTask AloneAsync(DbTransaction transaction, Exclusive thing, CancellationToken stop);

    /// <summary>Explains an error of the database in words; null if it is another error.</summary>
    RecordException? Explain(Exception error);
}

/// <summary>Actions that only one process at a time may do.</summary>
internal enum Exclusive
{
    ChangeTheSchema = 1,
    AppendToTheAuditTrail = 2,
}
