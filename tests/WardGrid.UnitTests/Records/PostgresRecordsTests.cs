using System.Collections.Immutable;
using Npgsql;
using Shouldly;
using WardGrid.Records;

namespace WardGrid.UnitTests.Records;

[Collection("PostgreSQL")]
public sealed class PostgresRecordsTests(PostgresServer server) : RecordsContract
{
    protected override ImmutableArray<string> UnguardAudit =>
        ["DROP TRIGGER audit_is_never_changed ON audit", "DROP TRIGGER audit_is_never_emptied ON audit"];

    [Fact]
    public async Task A_database_that_is_not_there_is_refused_in_words()
    {
        var refused = await Should.ThrowAsync<RecordException>(async () =>
            await RecordStore.OpenAsync(Address + ";Database=nowhere", TimeProvider.System, Stop)
        );

        refused.Message.ShouldContain("there is no such database");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_refused_in_words_without_the_password()
    {
        var refused = await Should.ThrowAsync<RecordException>(async () =>
            await RecordStore.OpenAsync(
                "Host=/nowhere;Database=wardgrid;Username=w;Password=secret",
                TimeProvider.System,
                Stop
            )
        );

        refused.Message.ShouldContain("cannot be reached");
        refused.Message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_store_takes_few_of_the_servers_connections()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Store.Alarms.AlarmsAsync(new(), Stop).AsTask()));

        (await AskAsync("SELECT count(*) FROM pg_stat_activity WHERE application_name = current_schema()"))
            .ShouldBeOfType<long>()
            .ShouldBeInRange(1, 16);
    }

    [Fact]
    public async Task A_connection_that_the_server_cut_fails_the_write_and_the_next_one_goes_through()
    {
        await Store.Alarms.WriteAsync(Raised("a", Noon), null, Stop);
        await TamperAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = current_schema()"
        );

        await Should.ThrowAsync<RecordException>(async () =>
            await Store.Alarms.WriteAsync(Raised("b", Noon), null, Stop)
        );
        await Store.Alarms.WriteAsync(Raised("b", Noon), null, Stop);

        (await Store.Alarms.FindAsync("b", Stop)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Where_the_connection_names_no_schema_the_tables_lie_in_their_own()
    {
        var plain = new NpgsqlConnectionStringBuilder(Address) { SearchPath = null };

        await using var store = await RecordStore.OpenAsync(plain.ToString(), TimeProvider.System, Stop);

        (
            await AskAsync("SELECT to_regclass('wardgrid.alarms') IS NOT NULL AND to_regclass('public.alarms') IS NULL")
        ).ShouldBe(true);
    }

    /// <summary>The grants of docs/deployment.md.</summary>
    [Theory]
    [InlineData("UPDATE audit SET detail = 'x'")]
    [InlineData("DELETE FROM audit")]
    [InlineData("TRUNCATE audit")]
    [InlineData("DROP TABLE audit")]
    [InlineData("DROP TRIGGER audit_is_never_changed ON audit")]
    [InlineData("ALTER TABLE audit DISABLE TRIGGER ALL")]
    [InlineData("CREATE OR REPLACE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE sql AS ''")]
    public async Task With_the_grants_the_servers_user_can_only_add_to_the_audit_trail(string statement)
    {
        await WriteThreeAsync();
        var schema = (string)(await AskAsync("SELECT current_schema()::text"))!;
        var (user, keeper) = ($"user_{schema}", $"keeper_{schema}");
        await AskAsync(
            $"""
            CREATE ROLE {user} NOLOGIN;
            CREATE ROLE {keeper} NOLOGIN;
            ALTER SCHEMA {schema} OWNER TO {keeper};
            GRANT USAGE, CREATE ON SCHEMA {schema} TO {user};
            ALTER TABLE {schema}.audit OWNER TO {keeper};
            ALTER FUNCTION {schema}.refuse_change_of_audit() OWNER TO {keeper};
            GRANT SELECT, INSERT ON {schema}.audit TO {user};
            """
        );

        await AskAsync($"SET ROLE {user}; INSERT INTO audit VALUES (4, 0, 'a', 'b', 'c', 'd', '')");
        var refused = await Should.ThrowAsync<PostgresException>(() => AskAsync($"SET ROLE {user}; {statement}"));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    protected override Task<string> NewStoreAsync() => Task.FromResult(server.NewSchema());

    protected override Task TamperAsync(string statement) => AskAsync(statement);

    private async Task<object?> AskAsync(string statement)
    {
        await using var connection = new NpgsqlConnection($"{Address};Pooling=False;Application Name=tamperer");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync(Stop);
    }
}
