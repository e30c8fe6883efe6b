using System.Data.Common;
using Dapper;

namespace WardGrid.Records.Databases;

/// <summary>Updates a database's tables to the version of this WardGrid, in one transaction.</summary>
internal static class Schema
{
    public static async ValueTask BringUpToDateAsync(
        IRecordDatabase database,
        TimeProvider time,
        CancellationToken stop
    )
    {
        await using var connection = await database.ConnectAsync(stop);
        await using var transaction = await database.BeginAsync(connection, stop);
        await database.AloneAsync(transaction, Exclusive.ChangeTheSchema, stop);
        var has = await VersionAsync(database, connection, transaction, stop);
        if (has > database.Scripts.Newest)
        {
            throw new RecordException(
                $"{database.Name} was written by a newer WardGrid: its tables have version {has}, "
                    + $"this one knows {database.Scripts.Newest}. "
                    + "Start the newer WardGrid, or restore a backup from before the update."
            );
        }

        for (var version = has + 1; version <= database.Scripts.Newest; version++)
        {
            await Run(database.Scripts.To(version));
            await connection.ExecuteAsync(
                new(
                    "INSERT INTO schema_versions (version, applied_at) VALUES (@version, @at)",
                    new { version, at = time.GetUtcNow().Micros() },
                    transaction,
                    cancellationToken: stop
                )
            );
        }

        await transaction.CommitAsync(stop);

        // Not with Dapper, which would look for parameters in the text of the scripts.
        async Task Run(string script)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = script;
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync(stop);
        }
    }

    /// <remarks>
    /// The table is made only where it is missing: PostgreSQL asks for the right to make tables even if it is there,
    /// and a user that only seals the audit trail has no such right.
    /// </remarks>
    private static async Task<int> VersionAsync(
        IRecordDatabase database,
        DbConnection connection,
        DbTransaction transaction,
        CancellationToken stop
    )
    {
        var there = new CommandDefinition(database.CountVersionTables, null, transaction, cancellationToken: stop);
        if (await connection.ExecuteScalarAsync<long>(there) == 0)
            await connection.ExecuteAsync(
                new(
                    """
                    CREATE TABLE schema_versions (
                        version INTEGER NOT NULL PRIMARY KEY,
                        applied_at BIGINT NOT NULL)
                    """,
                    transaction: transaction,
                    cancellationToken: stop
                )
            );
        return await connection.ExecuteScalarAsync<int?>(
                new("SELECT MAX(version) FROM schema_versions", transaction: transaction, cancellationToken: stop)
            ) ?? 0;
    }
}
