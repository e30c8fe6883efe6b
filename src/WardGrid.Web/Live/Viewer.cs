using System.Threading.Channels;

namespace WardGrid.Web.Live;

/// <summary>
/// What one open page has yet to be sent: the newest state of each bed, and a bounded queue of samples.
/// </summary>
/// <remarks>
/// Thread-safe. A slow page never holds the ward: of a bed's states only the newest waits, none is lost; of samples the
/// oldest are dropped and counted, and the page shows the gap and the count.
/// </remarks>
public sealed class Viewer(string? bed = null, int capacity = Viewer.DefaultCapacity)
{
    /// <summary>4 s of 32 beds that send 4 bundles a second.</summary>
    public const int DefaultCapacity = 512;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<int, byte[]> _states = [];
    private readonly Queue<byte[]> _waves = new();
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private long _lost;

    /// <summary>The only bed that this page shows; null for the whole ward.</summary>
    public string? Bed { get; } = bed;

    /// <summary>Wave messages dropped because the page did not keep up.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public void Say(int slot, byte[] state)
    {
        lock (_gate)
        {
            // Removed first, so that a bed that is gone is told before the next patient of that bed.
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

    /// <summary>Moves everything that waits into the lists, which the caller has emptied.</summary>
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
