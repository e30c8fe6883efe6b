using System.Collections.Immutable;
using Npgsql;
using Shouldly;
using WardGrid.Records;

namespace WardGrid.UnitTests.Records;

[Collection("PostgreSQL")]
public sealed class PostgresRecordsTests(PostgresServer server) : RecordsContract
{
    protected override ImmutableArray<string> UnguardAudit =>
        [
            "DROP TRIGGER audit_is_never_changed ON audit",
            "DROP TRIGGER audit_is_never_shortened ON audit",
            "DROP TRIGGER audit_is_never_emptied ON audit",
            "DROP TRIGGER audit_seals_are_never_changed ON audit_seals",
        ];

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
    [InlineData("CREATE OR REPLACE FUNCTION refuse_unsealed_removal_of_audit() RETURNS trigger LANGUAGE sql AS ''")]
    [InlineData("INSERT INTO audit_seals SELECT 1, 1, 2, 0, 0, '', '', '', '', 0, '', 3, ''")]
    [InlineData("DROP TABLE audit_seals")]
    public async Task With_the_grants_the_servers_user_can_only_add_to_the_audit_trail(string statement)
    {
        await WriteThreeAsync();
        var (user, _) = await HardenAsync();

        await AskAsync($"SET ROLE {user}; INSERT INTO audit VALUES (4, 0, 'a', 'b', 'c', 'd', '')");
        var refused = await Should.ThrowAsync<PostgresException>(() => AskAsync($"SET ROLE {user}; {statement}"));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    /// <summary>Tables of the same names, in which everything is sealed.</summary>
    private const string FalseTables = """
        CREATE TEMP TABLE audit_seals AS SELECT 1 AS first_sequence, 9 AS last_sequence, 10 AS entry;
        CREATE TEMP TABLE audit AS SELECT 10 AS sequence, 'audit.sealed' AS what;
        """;

    private string Schema => new NpgsqlConnectionStringBuilder(Address).SearchPath!;

    /// <summary>The user of docs/deployment.md that seals may do nothing else to the trail.</summary>
    [Fact]
    public async Task With_the_grants_the_sealing_user_seals_and_lets_nothing_else_go()
    {
        await WriteThreeAsync();
        var (_, sealer) = await HardenAsync();
        var asSealer = new NpgsqlConnectionStringBuilder(Address) { Username = sealer };
        var segment = await SegmentAsync(2);

        await using (var store = await RecordStore.OpenAsync(asSealer.ToString(), TimeProvider.System, Stop))
            await store.Audit.SealAsync(segment, "keeper", Noon, Stop);

        (await Store.Audit.VerifyAsync(null, Stop)).SealedUpTo.ShouldBe(2);
        await Store.Audit.RecordAsync(new(Noon, "N.", "alarm.reviewed", "a", ""), Stop);
        foreach (var trick in new[] { "", FalseTables, "SET search_path = pg_temp;" + FalseTables })
            (
                await Should.ThrowAsync<PostgresException>(() =>
                    AskAsync($"SET ROLE {sealer}; {trick} DELETE FROM {Schema}.audit WHERE sequence = 3")
                )
            ).Message.ShouldContain("only sealed entries leave it");
        (
            await Should.ThrowAsync<PostgresException>(() =>
                AskAsync($"SET ROLE {sealer}; UPDATE audit_seals SET last_sequence = 3")
            )
        ).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    /// <summary>The statements of docs/deployment.md: for the servers' user and the one that seals.</summary>
    private async Task<(string User, string Sealer)> HardenAsync()
    {
        var schema = Schema;
        var (user, keeper, sealer) = ($"user_{schema}", $"keeper_{schema}", $"sealer_{schema}");
        await AskAsync(
            $"""
            CREATE ROLE {user} NOLOGIN;
            CREATE ROLE {keeper} NOLOGIN;
            ALTER SCHEMA {schema} OWNER TO {keeper};
            GRANT USAGE, CREATE ON SCHEMA {schema} TO {user};
            ALTER TABLE {schema}.audit OWNER TO {keeper};
            ALTER TABLE {schema}.audit_seals OWNER TO {keeper};
            ALTER FUNCTION {schema}.refuse_change_of_audit() OWNER TO {keeper};
            ALTER FUNCTION {schema}.refuse_unsealed_removal_of_audit() OWNER TO {keeper};
            GRANT SELECT, INSERT ON {schema}.audit TO {user};
            GRANT SELECT ON {schema}.audit_seals TO {user};

            CREATE ROLE {sealer} LOGIN;
            GRANT USAGE ON SCHEMA {schema} TO {sealer};
            GRANT SELECT ON {schema}.schema_versions TO {sealer};
            GRANT SELECT, INSERT, DELETE ON {schema}.audit TO {sealer};
            GRANT SELECT, INSERT ON {schema}.audit_seals TO {sealer};
            """
        );
        return (user, sealer);
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
