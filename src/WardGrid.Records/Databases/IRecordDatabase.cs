using System.Data.Common;

namespace WardGrid.Records.Databases;

/// <summary>What differs between SQLite and PostgreSQL; tables, columns and statements are the same in both.</summary>
internal interface IRecordDatabase : IAsyncDisposable
{
    /// <summary>The database as it is named to people; without credentials.</summary>
    string Name { get; }

    /// <summary>The scripts that make its schema, by version, the first being 1.</summary>
    SchemaScripts Scripts { get; }

    /// <summary>
    /// Checks what can be checked before the first use, and throws <see cref="RecordException"/> in words
    /// where it is not fit.
    /// </summary>
    ValueTask PrepareAsync(CancellationToken stop);

    ValueTask<DbConnection> ConnectAsync(CancellationToken stop);

    /// <summary>Begins a transaction that writes.</summary>
    ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken stop);

    /// <summary>Keeps every other process from doing the same thing until the transaction ends.</summary>
    ValueTask AloneAsync(DbTransaction transaction, Exclusive thing, CancellationToken stop);

    /// <summary>The words for an error of the database; null where the error is not its own.</summary>
    RecordException? Explain(Exception error);
}

/// <summary>What only one process at a time may do.</summary>
internal enum Exclusive
{
    ChangeTheSchema = 1,
    AppendToTheAuditTrail = 2,
}
