using System.Collections.Concurrent;

namespace WardGrid.Cluster.Patients;

/// <summary>The patients that live on this silo, and the end of each life.</summary>
public sealed class LivesHere : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _lives = new();

    public ICollection<string> Patients => _lives.Keys;

    /// <summary>Who still lives here now ends with the silo.</summary>
    public CancellationToken Closing => _closing.Token;

    public void Close() => _closing.Cancel();

    public void Dispose() => _closing.Dispose();

    public void Begin(string patient) => _lives[patient] = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void End(string patient)
    {
        if (_lives.TryRemove(patient, out var life))
            life.SetResult();
    }

    /// <summary>Completes once the patient does not live here any more.</summary>
    public Task EndedAsync(string patient) => _lives.TryGetValue(patient, out var life) ? life.Task : Task.CompletedTask;
}
