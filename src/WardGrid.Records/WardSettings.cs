using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Records;
using WardGrid.Records.Databases;

namespace WardGrid.Records;

/// <summary>The ward's sound and its groups of beds in the database.</summary>
internal sealed class WardSettings(RecordReader reader, RecordWriter writer) : IWardSettings
{
    public async ValueTask<WallSound?> SoundAsync(CancellationToken stop) =>
        (
            await reader.FirstAsync<SoundRow>(
                "SELECT state, said_by AS SaidBy, said_at AS SaidAt, until FROM wall_sound",
                null,
                stop
            )
        )?.ToSound();

    public ValueTask WriteAsync(WallSound sound, CancellationToken stop) =>
        writer.WriteAsync(
            async transaction =>
                await transaction.ExecuteAsync(
                    """
                    INSERT INTO wall_sound (id, state, said_by, said_at, until) VALUES (1, @state, @by, @since, @until)
                    ON CONFLICT (id) DO UPDATE SET
                        state = excluded.state,
                        said_by = excluded.said_by,
                        said_at = excluded.said_at,
                        until = excluded.until
                    """,
                    new
                    {
                        state = sound.State.ToString(),
                        by = sound.By.Storable(),
                        since = sound.Since.Micros(),
                        until = sound.Until?.Micros(),
                    }
                ),
            stop
        );

    public async ValueTask<ImmutableArray<BedGroup>> GroupsAsync(CancellationToken stop)
    {
        var rows = await reader.RowsAsync<GroupRow>(
            """
            SELECT bed_groups.name AS Name, bed
            FROM bed_groups LEFT JOIN bed_group_beds ON bed_group_beds.name = bed_groups.name
            ORDER BY bed_groups.name, bed
            """,
            null,
            stop
        );
        return
        [
            .. rows.GroupBy(row => row.Name)
                .Select(group => new BedGroup(group.Key, [.. group.Select(row => row.Bed).OfType<string>()])),
        ];
    }

    public ValueTask WriteAsync(BedGroup group, CancellationToken stop)
    {
        var name = group.Name.Storable();
        return writer.WriteAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(
                    "INSERT INTO bed_groups (name) VALUES (@name) ON CONFLICT (name) DO NOTHING",
                    new { name }
                );
                await transaction.ExecuteAsync("DELETE FROM bed_group_beds WHERE name = @name", new { name });
                foreach (var bed in group.Beds.Distinct())
                    await transaction.ExecuteAsync(
                        "INSERT INTO bed_group_beds (name, bed) VALUES (@name, @bed)",
                        new { name, bed = bed.Storable() }
                    );
            },
            stop
        );
    }

    public ValueTask RemoveGroupAsync(string name, CancellationToken stop) =>
        writer.WriteAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(
                    "DELETE FROM bed_group_beds WHERE name = @name",
                    new { name = name.Storable() }
                );
                await transaction.ExecuteAsync(
                    "DELETE FROM bed_groups WHERE name = @name",
                    new { name = name.Storable() }
                );
            },
            stop
        );

    private sealed class SoundRow
    {
        public required string State { get; init; }

        public required string SaidBy { get; init; }

        public long SaidAt { get; init; }

        public long? Until { get; init; }

        public WallSound ToSound() =>
            new(Enum.Parse<WallSoundState>(State), SaidBy, SaidAt.Instant(), Until?.Instant());
    }

    private sealed class GroupRow
    {
        public required string Name { get; init; }

        /// <summary>Null in the only row of a group without beds.</summary>
        public string? Bed { get; init; }
    }
}
