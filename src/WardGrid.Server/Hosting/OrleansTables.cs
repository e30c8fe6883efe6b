using Npgsql;

namespace WardGrid.Server.Hosting;

/// <summary>The tables and statements that Orleans' ADO.NET providers expect in PostgreSQL.</summary>
/// <remarks>
/// The script is infra/postgres/orleans.sql, built into this program; a lock lets silos that start
/// together run it one by one.
/// </remarks>
public static class OrleansTables
{
    /// <summary>The advisory lock under which the script runs.</summary>
    private const long Lock = 0x57_41_52_44_4F_52_4C;

    /// <summary>
    /// Creates what is missing, in the schema that the connection names; throws where the database cannot be reached or
    /// does not allow it.
    /// </summary>
    public static async Task EnsureAsync(string database, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using (var hold = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({Lock})", connection, transaction))
            await hold.ExecuteNonQueryAsync(stop);
        await using (
            var schema = new NpgsqlCommand($"CREATE SCHEMA IF NOT EXISTS {Quoted(connection)}", connection, transaction)
        )
            await schema.ExecuteNonQueryAsync(stop);
        // The statements carry @names of their own: they must reach the server as they stand, not
        // as parameters of ours.
        foreach (var statement in Statements(await ReadScriptAsync(stop)))
        {
            await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { new(statement) } };
            await batch.ExecuteNonQueryAsync(stop);
        }

        await transaction.CommitAsync(stop);
    }

    private static string Quoted(NpgsqlConnection connection) =>
        new NpgsqlCommandBuilder().QuoteIdentifier(
            new NpgsqlConnectionStringBuilder(connection.ConnectionString).SearchPath!
        );

    private static async Task<string> ReadScriptAsync(CancellationToken stop)
    {
        await using var stream =
            typeof(OrleansTables).Assembly.GetManifestResourceStream("orleans.sql")
            ?? throw new InvalidOperationException("orleans.sql is not built into this program");
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(stop);
    }

    private static string[] Statements(string script) =>
        script.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
