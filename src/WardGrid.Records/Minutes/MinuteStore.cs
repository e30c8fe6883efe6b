using System.Collections.Immutable;
using System.Data.Common;
using System.Text;
using Dapper;
using WardGrid.Patients;
using WardGrid.Patients.Trends;
using WardGrid.Records.Databases;

namespace WardGrid.Records.Minutes;

/// <summary>Patients' minutes in the database.</summary>
internal sealed class MinuteStore(RecordReader reader, RecordWriter writer) : IMinuteValues
{
    /// <summary>
    /// Rows of one statement. 1,000 beds need 50 round trips to a server, and SQLite, which searches each parameter in
    /// the list of all, gets a short list.
    /// </summary>
    private const int Rows = 20;

    public ValueTask WriteAsync(IReadOnlyCollection<MinuteValues> minutes, CancellationToken stop)
    {
        if (minutes.Count == 0)
            return ValueTask.CompletedTask;
        // Packed here, because alarms wait for the writer's turn. No statement may have one key twice.
        var rows = minutes.GroupBy(m => (m.PatientId, m.Minute)).Select(same => MinuteRow.Of(same.Last())).ToArray();
        var oldest = (minutes.Max(m => m.Minute) - IMinuteValues.Kept).Micros();
        return writer.WriteAsync(
            async transaction =>
            {
                foreach (var some in rows.Chunk(Rows))
                    await WriteAsync(transaction, some);
                await transaction.ExecuteAsync("DELETE FROM minutes WHERE minute < @oldest", new { oldest });
            },
            stop
        );
    }

    public async ValueTask<ImmutableArray<MinuteValues>> ReadAsync(
        IReadOnlyCollection<string> patientIds,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken stop
    )
    {
        if (patientIds.Count == 0)
            return [];
        // One parameter for each patient, which both databases accept.
        var values = new DynamicParameters(new { from = from.Micros(), to = to.Micros() });
        foreach (var (number, patient) in patientIds.Index())
            values.Add($"p{number}", patient.Storable());
        var rows = await reader.RowsAsync<MinuteRow>(
            $"""
            SELECT patient_id AS PatientId, minute, bed, heart_rate AS HeartRate, pulse_rate AS PulseRate, spo2,
                respiration, systolic, diastolic, mean, channels
            FROM minutes WHERE patient_id IN ({string.Join(
                ", ",
                patientIds.Index().Select(p => $"@p{p.Index}")
            )}) AND minute >= @from AND minute < @to ORDER BY minute
            """,
            values,
            stop
        );
        return [.. rows.Select(row => row.ToMinute())];
    }

    private static async Task WriteAsync(DbTransaction transaction, MinuteRow[] rows)
    {
        var statement = new StringBuilder(
            "INSERT INTO minutes (patient_id, minute, bed, heart_rate, pulse_rate, spo2, "
                + "respiration, systolic, diastolic, mean, channels) VALUES "
        );
        await using var command = transaction.Connection!.CreateCommand();
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            object?[] values =
            [
                row.PatientId,
                row.Minute,
                row.Bed,
                row.HeartRate,
                row.PulseRate,
                row.Spo2,
                row.Respiration,
                row.Systolic,
                row.Diastolic,
                row.Mean,
                row.Channels,
            ];
            statement.Append(i == 0 ? "(" : ", (");
            for (var v = 0; v < values.Length; v++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = $"@p{command.Parameters.Count}";
                // Without it, a vital sign without a reading has no type in PostgreSQL.
                parameter.DbType = v switch
                {
                    0 or 2 => System.Data.DbType.String,
                    1 => System.Data.DbType.Int64,
                    10 => System.Data.DbType.Binary,
                    _ => System.Data.DbType.Double,
                };
                parameter.Value = values[v] ?? DBNull.Value;
                statement.Append(v == 0 ? "" : ", ").Append(parameter.ParameterName);
                command.Parameters.Add(parameter);
            }

            statement.Append(')');
        }

        statement.Append(
            """
             ON CONFLICT (patient_id, minute) DO UPDATE SET
                bed = excluded.bed,
                heart_rate = excluded.heart_rate,
                pulse_rate = excluded.pulse_rate,
                spo2 = excluded.spo2,
                respiration = excluded.respiration,
                systolic = excluded.systolic,
                diastolic = excluded.diastolic,
                mean = excluded.mean,
                channels = excluded.channels
            """
        );
        command.CommandText = statement.ToString();
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync();
    }
}
