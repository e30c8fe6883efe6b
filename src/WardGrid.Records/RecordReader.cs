using Dapper;
using WardGrid.Records.Databases;

namespace WardGrid.Records;

/// <summary>Reads rows. Each query has its own connection and does not wait for the writer.</summary>
internal sealed class RecordReader(IRecordDatabase database)
{
    public async ValueTask<List<T>> RowsAsync<T>(string query, object? values, CancellationToken stop)
    {
        try
        {
            await using var connection = await database.ConnectAsync(stop);
            return (
                await connection.QueryAsync<T>(new CommandDefinition(query, values, cancellationToken: stop))
            ).AsList();
        }
        catch (Exception e) when (database.Explain(e) is { } explained)
        {
            throw explained;
        }
    }

    public async ValueTask<T?> FirstAsync<T>(string query, object? values, CancellationToken stop)
        where T : class => (await RowsAsync<T>(query, values, stop)).FirstOrDefault();
}
