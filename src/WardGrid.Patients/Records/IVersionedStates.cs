namespace WardGrid.Patients.Records;

/// <summary>States that an owner keeps, each with a version: who writes must have read the newest.</summary>
public interface IVersionedStates
{
    /// <summary>The state as it was last written; null where there is none.</summary>
    ValueTask<VersionedState?> ReadAsync(string kind, string key, CancellationToken stop);

    /// <summary>Writes over the version that the owner has read, or the first one where that is null.</summary>
    /// <returns>The new version; null where somebody else has written since, and then nothing has changed.</returns>
    ValueTask<long?> WriteAsync(string kind, string key, string json, long? read, CancellationToken stop);

    /// <summary>
    /// Forgets the state; false where somebody else has written since the version that the owner has read.
    /// </summary>
    ValueTask<bool> ClearAsync(string kind, string key, long? read, CancellationToken stop);
}
