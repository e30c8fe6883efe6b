using System.Data.Common;
using Dapper;

namespace WardGrid.Records.Databases;

/// <summary>Statements of a transaction that writes.</summary>
internal static class Statements
{
    public static async ValueTask<int> ExecuteAsync(this DbTransaction transaction, string statement, object values) =>
        await transaction.Connection!.ExecuteAsync(statement, values, transaction);

    public static async ValueTask<bool> ExistsAsync(this DbTransaction transaction, string query, object values) =>
        await transaction.Connection!.ExecuteScalarAsync<long>(
            $"SELECT COUNT(*) FROM ({query}) AS found",
            values,
            transaction
        ) > 0;

    public static async ValueTask<T?> FirstAsync<T>(this DbTransaction transaction, string query) =>
        await transaction.Connection!.QueryFirstOrDefaultAsync<T>(query, transaction: transaction);
}
