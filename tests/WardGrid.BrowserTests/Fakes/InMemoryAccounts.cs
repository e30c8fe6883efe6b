using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients.People;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>Accounts in memory.</summary>
internal sealed class InMemoryAccounts : IAccounts
{
    private readonly ConcurrentDictionary<string, Account> _all = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What looking for an account by its id ends with; null: it is found.</summary>
    public Exception? Fails { get; set; }

    public ValueTask<ImmutableArray<Account>> AllAsync(CancellationToken stop) =>
        new([.. _all.Values.OrderBy(a => a.UserName, StringComparer.OrdinalIgnoreCase)]);

    public ValueTask<Account?> FindAsync(string id, CancellationToken stop) =>
        Fails is { } why ? ValueTask.FromException<Account?>(why) : new(_all.Values.FirstOrDefault(a => a.Id == id));

    public ValueTask<Account?> FindByNameAsync(string userName, CancellationToken stop) =>
        new(_all.GetValueOrDefault(userName));

    public ValueTask<bool> AddAsync(Account account, bool onlyAsFirst, CancellationToken stop) =>
        new((!onlyAsFirst || _all.Values.All(a => a.Demo)) && _all.TryAdd(account.UserName, account));

    public ValueTask<bool> UpdateAsync(Account account, CancellationToken stop)
    {
        account.Version++;
        _all[account.UserName] = account;
        return new(true);
    }
}
