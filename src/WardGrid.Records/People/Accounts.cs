using System.Collections.Immutable;
using WardGrid.Patients.People;
using WardGrid.Records.Databases;

namespace WardGrid.Records.People;

/// <summary>People's accounts in the database, one row each.</summary>
internal sealed class Accounts(RecordReader reader, RecordWriter writer) : IAccounts
{
    private const string Columns = """
        SELECT id, user_name AS UserName, name, roles, wards, password_hash AS PasswordHash, pin_hash AS PinHash,
            security_stamp AS SecurityStamp, authenticator_key AS AuthenticatorKey,
            has_second_factor AS HasSecondFactor, failed_sign_ins AS FailedSignIns, locked_until AS LockedUntil,
            demo, created_at AS CreatedAt, disabled_at AS DisabledAt, version
        FROM people
        """;

    public async ValueTask<ImmutableArray<Account>> AllAsync(CancellationToken stop) =>
        [
            .. (await reader.RowsAsync<AccountRow>($"{Columns} ORDER BY lookup_name", null, stop)).Select(row =>
                row.ToAccount()
            ),
        ];

    public async ValueTask<Account?> FindAsync(string id, CancellationToken stop) =>
        (await reader.FirstAsync<AccountRow>($"{Columns} WHERE id = @id", new { id }, stop))?.ToAccount();

    public async ValueTask<Account?> FindByNameAsync(string userName, CancellationToken stop) =>
        (
            await reader.FirstAsync<AccountRow>(
                $"{Columns} WHERE lookup_name = @name",
                new { name = LookupName(userName) },
                stop
            )
        )?.ToAccount();

    public async ValueTask<bool> AddAsync(Account account, bool onlyAsFirst, CancellationToken stop)
    {
        var first = onlyAsFirst ? "AND NOT EXISTS (SELECT 1 FROM people WHERE NOT demo)" : "";
        var added = 0;
        await writer.WriteAsync(
            async transaction =>
                added = await transaction.ExecuteAsync(
                    $"""
                    INSERT INTO people (id, user_name, lookup_name, name, roles, wards, password_hash, pin_hash,
                        security_stamp, authenticator_key, has_second_factor, failed_sign_ins, locked_until, demo,
                        created_at, disabled_at, version)
                    SELECT @Id, @UserName, @LookupName, @Name, @Roles, @Wards, @PasswordHash, @PinHash,
                        @SecurityStamp, @AuthenticatorKey, @HasSecondFactor, @FailedSignIns,
                        CAST(@LockedUntil AS BIGINT), @Demo, @CreatedAt, CAST(@DisabledAt AS BIGINT), 1
                    WHERE NOT EXISTS (SELECT 1 FROM people WHERE lookup_name = @LookupName) {first}
                    """,
                    AccountRow.Of(account)
                ),
            stop
        );
        if (added == 1)
            account.Version = 1;
        return added == 1;
    }

    public async ValueTask<bool> UpdateAsync(Account account, CancellationToken stop)
    {
        var changed = 0;
        await writer.WriteAsync(
            async transaction =>
                changed = await transaction.ExecuteAsync(
                    """
                    UPDATE people SET user_name = @UserName, lookup_name = @LookupName, name = @Name, roles = @Roles,
                        wards = @Wards, password_hash = @PasswordHash, pin_hash = @PinHash,
                        security_stamp = @SecurityStamp, authenticator_key = @AuthenticatorKey,
                        has_second_factor = @HasSecondFactor, failed_sign_ins = @FailedSignIns,
                        locked_until = @LockedUntil, disabled_at = @DisabledAt, version = version + 1
                    WHERE id = @Id AND version = @Version
                    """,
                    AccountRow.Of(account)
                ),
            stop
        );
        account.Version += changed;
        return changed == 1;
    }

    /// <summary>The same for all ways to write a user name in upper and lower case.</summary>
    internal static string LookupName(string userName) => userName.Storable().ToUpperInvariant();
}
