namespace WardGrid.Signals.Windows;

/// <summary>The last <see cref="Capacity"/> items of a sequence, addressed by their absolute number.</summary>
/// <remarks>
/// Not thread-safe. Memory is one array of <see cref="Capacity"/> items, taken at construction;
/// nothing is allocated after.
/// </remarks>
public sealed class RingBuffer<T>
{
    private readonly T[] _items;

    public RingBuffer(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _items = new T[capacity];
    }

    public int Capacity => _items.Length;

    /// <summary>The number of items that were ever added, which is the number of the next one.</summary>
    public long End { get; private set; }

    /// <summary>The number of the oldest item still held.</summary>
    public long Begin => Math.Max(0, End - _items.Length);

    public int Count => (int)(End - Begin);

    /// <summary>An item by its absolute number; throws if it is no longer or not yet held.</summary>
    public ref readonly T this[long number]
    {
        get
        {
            if (number < Begin || number >= End)
                throw new ArgumentOutOfRangeException(nameof(number), number, $"held are {Begin} to {End - 1}");
            return ref _items[number % _items.Length];
        }
    }

    /// <summary>The newest item; throws if there is none.</summary>
    public ref readonly T Last => ref this[End - 1];

    public void Add(T item)
    {
        _items[End % _items.Length] = item;
        End++;
    }

    /// <summary>Replaces an item that is still held.</summary>
    public void Set(long number, T item)
    {
        if (number < Begin || number >= End)
            throw new ArgumentOutOfRangeException(nameof(number), number, $"held are {Begin} to {End - 1}");
        _items[number % _items.Length] = item;
    }

    /// <summary>Takes over the content of a buffer of the same capacity.</summary>
    public void CopyFrom(RingBuffer<T> other)
    {
        other._items.CopyTo(_items, 0);
        End = other.End;
    }

    /// <summary>Forgets everything; the next item is number 0 again.</summary>
    public void Clear()
    {
        Array.Clear(_items);
        End = 0;
    }
}
