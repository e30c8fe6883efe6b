using System.Collections.Immutable;
using System.Threading.Channels;
using WardGrid.Patients;

namespace WardGrid.Web.Live;

/// <summary>
/// The data that one open page has not received yet: the newest state of each bed, and a bounded queue of samples.
/// </summary>
/// <remarks>
/// Thread-safe. A slow page never delays the ward. Of each bed only the newest state waits. When the queue of samples
/// is full, the oldest are dropped and counted, and the page shows the gap and the count.
/// </remarks>
public sealed class Viewer(
    string? bed = null,
    ImmutableHashSet<string>? wards = null,
    int capacity = Viewer.DefaultCapacity
)
{
    /// <summary>Wave messages that wait: 4 s of 32 beds that send 4 bundles a second.</summary>
    public const int DefaultCapacity = 512;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<int, byte[]> _states = [];
    private readonly Queue<byte[]> _waves = new();
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private long _lost;

    /// <summary>The one bed that this page shows; null for the whole ward.</summary>
    public string? Bed { get; } = bed;

    /// <summary>Whether the page shows a bed, and its person may see the bed's ward.</summary>
    public bool Sees(PatientSnapshot of) =>
        (Bed is null || Bed == of.Bed) && (wards is not { Count: > 0 } || wards.Contains(of.Association.Ward));

    /// <summary>Wave messages that were dropped because the page was too slow.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public void Say(int slot, byte[] state)
    {
        lock (_gate)
        {
            // Removed first, so that the page hears of a discharged bed before the next patient of that bed.
            _states.Remove(slot);
            _states.Add(slot, state);
        }

        _work.Writer.TryWrite(true);
    }

    public void Wave(byte[] wave)
    {
        lock (_gate)
        {
            if (_waves.Count == capacity)
            {
                _waves.Dequeue();
                _lost++;
            }

            _waves.Enqueue(wave);
        }

        _work.Writer.TryWrite(true);
    }

    /// <summary>Completes when there is something to send.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken stop) => _work.Reader.ReadAsync(stop);

    /// <summary>Moves everything that waits into the caller's empty lists.</summary>
    public void Take(List<byte[]> states, List<byte[]> waves)
    {
        lock (_gate)
        {
            states.AddRange(_states.Values);
            waves.AddRange(_waves);
            _states.Clear();
            _waves.Clear();
        }
    }
}
