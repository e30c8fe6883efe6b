using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Records.Audit;
using WardGrid.Records.Databases;
using WardGrid.Records.Strips;

namespace WardGrid.Records;

/// <summary>Alarms, their strips and the nurses' verdicts in the database.</summary>
/// <remarks>
/// The parts of an event name the alarm that stands for it, never another part: when an alarm becomes a part, its own
/// parts move to the new one. An alarm that is written again replaces its earlier row. A strip stays if a later write
/// has none. A verdict and an acknowledgement stay once they are written, so that two activations of one patient give
/// one verdict together. The transaction that writes the verdict also writes its audit entry, so that the trail has one
/// decision for each alarm; a second verdict stays and is audited likewise. A nurse's verdict and its audit entry are
/// one transaction too.
/// </remarks>
internal sealed class AlarmLog(RecordReader reader, RecordWriter writer, AuditTrail audit, TimeProvider time)
    : IAlarmLog
{
    private const string Columns = """
        SELECT id, patient_id AS PatientId, bed, demo, kind, priority, origin, text,
            raised_at AS RaisedAt, ended_at AS EndedAt, decision, silent,
            acknowledged_at AS AcknowledgedAt, acknowledged_by AS AcknowledgedBy,
            device_lost AS DeviceLost, part_of AS PartOf,
            second_decision AS SecondDecision
        FROM alarms
        """;

    private const string PartColumns = """
        SELECT id, kind, origin, text, COALESCE(second_verdict, verdict) AS Verdict,
            raised_at AS RaisedAt, ended_at AS EndedAt, part_of AS PartOf
        FROM alarms
        """;

    private const string Upsert = """
        INSERT INTO alarms (
            id, patient_id, bed, demo, kind, priority, origin, text, raised_at, ended_at,
            verdict, decision, silent, acknowledged_at, acknowledged_by, device_lost, part_of,
            second_verdict, second_decision)
        VALUES (
            @Id, @PatientId, @Bed, @Demo, @Kind, @Priority, @Origin, @Text, @RaisedAt, @EndedAt,
            @Verdict, @Decision, @Silent, @AcknowledgedAt, @AcknowledgedBy, @DeviceLost, @PartOf,
            @SecondVerdict, @SecondDecision)
        ON CONFLICT (id) DO UPDATE SET
            patient_id = excluded.patient_id,
            bed = excluded.bed,
            demo = excluded.demo,
            kind = excluded.kind,
            priority = excluded.priority,
            origin = excluded.origin,
            text = excluded.text,
            raised_at = excluded.raised_at,
            ended_at = excluded.ended_at,
            verdict = COALESCE(alarms.verdict, excluded.verdict),
            decision = COALESCE(alarms.decision, excluded.decision),
            silent = CASE
                WHEN COALESCE(alarms.verdict, excluded.verdict) = excluded.verdict THEN excluded.silent
                ELSE alarms.silent
            END,
            acknowledged_at = COALESCE(alarms.acknowledged_at, excluded.acknowledged_at),
            acknowledged_by = COALESCE(alarms.acknowledged_by, excluded.acknowledged_by),
            device_lost = excluded.device_lost,
            part_of = excluded.part_of,
            second_verdict = COALESCE(alarms.second_verdict, excluded.second_verdict),
            second_decision = COALESCE(alarms.second_decision, excluded.second_decision)
        """;

    public ValueTask WriteAsync(Alarm alarm, AlarmStrip? strip, CancellationToken stop)
    {
        var row = AlarmRow.Of(alarm);
        var packed = strip is null ? null : StripRows.Of(row.Id, strip);
        return writer.WriteAsync(
            async transaction =>
            {
                var decides = row.Verdict is not null && !await IsDecidedAsync(transaction, row);
                if (decides)
                {
                    // Another activation that decides this alarm waits here until this transaction has ended, and then
                    // finds the verdict.
                    await audit.AloneAsync(transaction);
                    decides = !await IsDecidedAsync(transaction, row);
                }

                var revises = row.SecondVerdict is not null && !await IsRevisedAsync(transaction, row);
                await transaction.ExecuteAsync(Upsert, row);
                if (row.PartOf is not null)
                    await transaction.ExecuteAsync("UPDATE alarms SET part_of = @PartOf WHERE part_of = @Id", row);
                if (decides)
                    await audit.AppendAsync(
                        transaction,
                        new(time.GetUtcNow(), "WardGrid", "alarm.decided", row.Id, DecidedText(alarm))
                    );
                if (revises)
                    await audit.AppendAsync(
                        transaction,
                        new(time.GetUtcNow(), "WardGrid", "alarm.revised", row.Id, RevisedText(alarm))
                    );
                if (packed is not null)
                    await packed.WriteAsync(transaction);
            },
            stop
        );
    }

    private static ValueTask<bool> IsDecidedAsync(DbTransaction transaction, AlarmRow row) =>
        transaction.ExistsAsync("SELECT 1 FROM alarms WHERE id = @Id AND verdict IS NOT NULL", row);

    private static ValueTask<bool> IsRevisedAsync(DbTransaction transaction, AlarmRow row) =>
        transaction.ExistsAsync("SELECT 1 FROM alarms WHERE id = @Id AND second_verdict IS NOT NULL", row);

    public async ValueTask<Alarm?> FindAsync(string alarmId, CancellationToken stop) =>
        (
            await reader.FirstAsync<AlarmRow>($"{Columns} WHERE id = @id", new { id = alarmId.Storable() }, stop)
        )?.ToAlarm();

    public async ValueTask<AlarmStrip?> StripAsync(string alarmId, CancellationToken stop)
    {
        var rows = await reader.RowsAsync<StripRow>(StripRows.Select, new { id = alarmId.Storable() }, stop);
        return StripRows.ToStrip(alarmId, rows);
    }

    public async ValueTask<ImmutableArray<Alarm>> AlarmsAsync(AlarmQuery query, CancellationToken stop)
    {
        var which = $"{AlarmConditions.Where(query)} ORDER BY raised_at DESC, id DESC LIMIT @Limit";
        var values = AlarmConditions.Values(query);
        var rows = await reader.RowsAsync<AlarmRow>($"{Columns} {which}", values, stop);
        if (!query.EventsOnly || rows.Count == 0)
            return [.. rows.Select(row => row.ToAlarm())];
        var parts = await reader.RowsAsync<PartRow>(
            $"{PartColumns} WHERE part_of IN (SELECT id FROM alarms {which}) ORDER BY raised_at, id",
            values,
            stop
        );
        var ofEvent = parts.ToLookup(part => part.PartOf, part => part.ToPart());
        return [.. rows.Select(row => row.ToAlarm() with { Others = [.. ofEvent[row.Id]] })];
    }

    public async ValueTask<int> CountAsync(AlarmQuery query, CancellationToken stop)
    {
        var sql = $"SELECT COUNT(*) AS Number FROM alarms {AlarmConditions.Where(query)}";
        return (int)(await reader.FirstAsync<CountRow>(sql, AlarmConditions.Values(query), stop))!.Number;
    }

    private static string DecidedText(Alarm alarm) =>
        $"{alarm.Kind}: {alarm.Decision!.Verdict}. {alarm.Decision.Evidence.Reasons.FirstOrDefault()}";

    private static string RevisedText(Alarm alarm) =>
        $"{alarm.Kind}: {alarm.Decision?.Verdict} to {alarm.Second!.Decision.Verdict}. "
        + $"{alarm.Second.Decision.Evidence.Reasons.FirstOrDefault()}";

    public ValueTask ReviewAsync(AlarmReview review, CancellationToken stop) =>
        writer.WriteAsync(
            async transaction =>
            {
                var id = review.AlarmId.Storable();
                if (!await transaction.ExistsAsync("SELECT 1 FROM alarms WHERE id = @id", new { id }))
                    throw new RecordException(
                        $"alarm {review.AlarmId} is not in the alarm log, so it cannot be reviewed"
                    );
                var before = await transaction.Connection!.QueryFirstOrDefaultAsync<string>(
                    "SELECT verdict FROM reviews WHERE alarm_id = @id ORDER BY id DESC LIMIT 1",
                    new { id },
                    transaction
                );
                await transaction.ExecuteAsync(
                    """
                    INSERT INTO reviews (alarm_id, verdict, given_by, given_at, note)
                    VALUES (@id, @verdict, @by, @at, @note)
                    """,
                    new
                    {
                        id,
                        verdict = review.Verdict.ToString(),
                        by = review.By.Storable(),
                        at = review.At.Micros(),
                        note = review.Note?.Storable(),
                    }
                );
                await audit.AppendAsync(
                    transaction,
                    new(
                        review.At,
                        new Actor(review.By, review.From),
                        "alarm.reviewed",
                        review.AlarmId,
                        $"{before ?? "none"} to {review.Verdict}"
                    )
                );
            },
            stop
        );

    /// <summary>The oldest first; the last one counts.</summary>
    public async ValueTask<ImmutableArray<AlarmReview>> ReviewsAsync(string alarmId, CancellationToken stop)
    {
        var rows = await reader.RowsAsync<ReviewRow>(
            """
            SELECT verdict, given_by AS GivenBy, given_at AS GivenAt, note
            FROM reviews WHERE alarm_id = @id ORDER BY id
            """,
            new { id = alarmId.Storable() },
            stop
        );
        return
        [
            .. rows.Select(row => new AlarmReview(
                alarmId,
                Enum.Parse<NurseVerdict>(row.Verdict),
                row.GivenBy,
                row.GivenAt.Instant(),
                row.Note
            )),
        ];
    }

    private sealed class ReviewRow
    {
        public required string Verdict { get; init; }

        public required string GivenBy { get; init; }

        public long GivenAt { get; init; }

        public string? Note { get; init; }
    }

    private sealed class CountRow
    {
        public long Number { get; init; }
    }
}
