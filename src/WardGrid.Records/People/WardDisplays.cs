using System.Collections.Immutable;
using WardGrid.Patients.People;
using WardGrid.Records.Databases;

namespace WardGrid.Records.People;

/// <summary>
/// The credentials of wall screens in the database. A revoked one stays, so that it is known who made it.
/// </summary>
internal sealed class WardDisplays(RecordReader reader, RecordWriter writer) : IWardDisplays
{
    private const string Columns = """
        SELECT id, name, ward, token_hash AS TokenHash, created_by AS CreatedBy, created_at AS CreatedAt,
            revoked_at AS RevokedAt
        FROM displays
        """;

    public async ValueTask<ImmutableArray<WardDisplay>> AllAsync(CancellationToken stop) =>
        [
            .. (await reader.RowsAsync<DisplayRow>($"{Columns} ORDER BY name, created_at", null, stop)).Select(row =>
                row.ToDisplay()
            ),
        ];

    public async ValueTask<WardDisplay?> FindByTokenAsync(string tokenHash, CancellationToken stop) =>
        (
            await reader.FirstAsync<DisplayRow>($"{Columns} WHERE token_hash = @tokenHash", new { tokenHash }, stop)
        )?.ToDisplay();

    public ValueTask AddAsync(WardDisplay display, CancellationToken stop) =>
        writer.WriteAsync(
            async transaction =>
                await transaction.ExecuteAsync(
                    """
                    INSERT INTO displays (id, name, ward, token_hash, created_by, created_at)
                    VALUES (@Id, @name, @ward, @TokenHash, @by, @at)
                    """,
                    new
                    {
                        display.Id,
                        name = display.Name.Storable(),
                        ward = display.Ward.Storable(),
                        display.TokenHash,
                        by = display.CreatedBy.Storable(),
                        at = display.CreatedAt.Micros(),
                    }
                ),
            stop
        );

    public ValueTask RevokeAsync(string id, DateTimeOffset at, CancellationToken stop) =>
        writer.WriteAsync(
            async transaction =>
                await transaction.ExecuteAsync(
                    "UPDATE displays SET revoked_at = @at WHERE id = @id AND revoked_at IS NULL",
                    new { id, at = at.Micros() }
                ),
            stop
        );

    private sealed class DisplayRow
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string Ward { get; init; }

        public required string TokenHash { get; init; }

        public required string CreatedBy { get; init; }

        public long CreatedAt { get; init; }

        public long? RevokedAt { get; init; }

        public WardDisplay ToDisplay() =>
            new(Id, Name, Ward, TokenHash, CreatedBy, CreatedAt.Instant(), RevokedAt?.Instant());
    }
}
