namespace WardGrid.Patients.Records;

/// <summary>States with versions: a writer must have read the newest version.</summary>
public interface IVersionedStates
{
    /// <summary>The state as it was last written; null if there is none.</summary>
    ValueTask<VersionedState?> ReadAsync(string kind, string key, CancellationToken stop);

    /// <summary>Replaces the version that the owner has read; null: writes the first version.</summary>
    /// <returns>The new version; null if somebody else has written since, and then nothing has changed.</returns>
    ValueTask<long?> WriteAsync(string kind, string key, string json, long? read, CancellationToken stop);

    /// <summary>
    /// Deletes the state; false if somebody else has written since the version that the owner has read.
    /// </summary>
    ValueTask<bool> ClearAsync(string kind, string key, long? read, CancellationToken stop);
}
