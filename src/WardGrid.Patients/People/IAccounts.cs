using System.Collections.Immutable;

namespace WardGrid.Patients.People;

/// <summary>The accounts of people, stored durably.</summary>
public interface IAccounts
{
    /// <summary>All accounts, ordered by user name.</summary>
    ValueTask<ImmutableArray<Account>> AllAsync(CancellationToken stop);

    ValueTask<Account?> FindAsync(string id, CancellationToken stop);

    /// <summary>Finds an account by its user name; upper and lower case are the same.</summary>
    ValueTask<Account?> FindByNameAsync(string userName, CancellationToken stop);

    /// <summary>Adds an account; false if its user name is taken.</summary>
    /// <param name="onlyAsFirst">Add it only if there is no account yet, except those of the demonstration.</param>
    ValueTask<bool> AddAsync(Account account, bool onlyAsFirst, CancellationToken stop);

    /// <summary>Stores a changed account; false if it was changed by somebody else since it was read.</summary>
    ValueTask<bool> UpdateAsync(Account account, CancellationToken stop);
}
