using System.Collections.Concurrent;

namespace WardGrid.Server.Placement;

/// <summary>The patients that live on this silo, and the end of each activation.</summary>
public sealed class LocalPatients(TimeProvider clock) : IDisposable
{
    /// <summary>
    /// Longer than a silo takes to leave: who moved here from one that leaves is not sent back, although
    /// it is still a member.
    /// </summary>
    private static readonly TimeSpan StaysFor = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<string, Activation> _local = new();

    public ICollection<string> Patients => _local.Keys;

    /// <summary>A patient that is still active here now ends with the silo.</summary>
    public CancellationToken Closing => _closing.Token;

    public void Close() => _closing.Cancel();

    /// <param name="moved">The patient has moved here; else its activation begins here.</param>
    public void Begin(string patient, bool moved) =>
        _local[patient] = new(
            new(TaskCreationOptions.RunContinuationsAsynchronously),
            moved ? clock.GetTimestamp() : null
        );

    public void End(string patient)
    {
        if (_local.TryRemove(patient, out var activation))
            activation.End.SetResult();
    }

    /// <summary>Completes once the patient does not live here any more.</summary>
    public Task EndedAsync(string patient) =>
        _local.TryGetValue(patient, out var activation) ? activation.End.Task : Task.CompletedTask;

    public bool HasJustMovedHere(string patient) =>
        _local.TryGetValue(patient, out var activation)
        && activation.MovedAt is { } at
        && clock.GetElapsedTime(at) < StaysFor;

    public void Dispose() => _closing.Dispose();

    private sealed record Activation(TaskCompletionSource End, long? MovedAt);
}
