using System.Collections.Concurrent;

namespace WardGrid.Server.Placement;

/// <summary>The patients that live on this silo, and the end of each life.</summary>
public sealed class LivesHere(TimeProvider clock) : IDisposable
{
    /// <summary>Longer than a silo takes to leave: who moved here from one that leaves is not sent back, although it is still a member.</summary>
    private static readonly TimeSpan StaysFor = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<string, Life> _lives = new();

    public ICollection<string> Patients => _lives.Keys;

    /// <summary>Who still lives here now ends with the silo.</summary>
    public CancellationToken Closing => _closing.Token;

    public void Close() => _closing.Cancel();

    /// <param name="moved">The patient has moved here; else its life begins here.</param>
    public void Begin(string patient, bool moved) =>
        _lives[patient] = new(new(TaskCreationOptions.RunContinuationsAsynchronously), moved ? clock.GetTimestamp() : null);

    public void End(string patient)
    {
        if (_lives.TryRemove(patient, out var life))
            life.End.SetResult();
    }

    /// <summary>Completes once the patient does not live here any more.</summary>
    public Task EndedAsync(string patient) => _lives.TryGetValue(patient, out var life) ? life.End.Task : Task.CompletedTask;

    public bool HasJustMovedHere(string patient) =>
        _lives.TryGetValue(patient, out var life) && life.MovedAt is { } at && clock.GetElapsedTime(at) < StaysFor;

    public void Dispose() => _closing.Dispose();

    private sealed record Life(TaskCompletionSource End, long? MovedAt);
}
