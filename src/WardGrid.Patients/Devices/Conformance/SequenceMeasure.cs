namespace WardGrid.Patients.Devices.Conformance;

/// <summary>What became of one bundle's place in the stream.</summary>
internal enum SequenceStep
{
    New,

    /// <summary>The number came before.</summary>
    Repeated,

    /// <summary>The number is new, but a later one came before it.</summary>
    Late,
}

/// <summary>Counts bundles that come twice or after a later one, by their sequence numbers.</summary>
internal sealed class SequenceMeasure
{
    /// <summary>Numbers that are remembered: about four minutes of a usual monitor.</summary>
    private const int Remembered = 1024;

    private readonly HashSet<uint> _seen = [];
    private readonly Queue<uint> _order = new();
    private uint? _newest;
    private uint? _epoch;

    public long Bundles { get; private set; }

    public long Repeated { get; private set; }

    public long Late { get; private set; }

    public SequenceStep Add(uint epoch, uint sequence)
    {
        Bundles++;
        if (_epoch != epoch)
            Begin(epoch);
        if (!_seen.Add(sequence))
        {
            Repeated++;
            return SequenceStep.Repeated;
        }

        _order.Enqueue(sequence);
        if (_order.Count > Remembered)
            _seen.Remove(_order.Dequeue());
        // The difference of two counters that may wrap.
        if (_newest is { } newest && unchecked((int)(sequence - newest)) < 0)
        {
            Late++;
            return SequenceStep.Late;
        }

        _newest = sequence;
        return SequenceStep.New;
    }

    private void Begin(uint epoch)
    {
        _epoch = epoch;
        _newest = null;
        _seen.Clear();
        _order.Clear();
    }
}
