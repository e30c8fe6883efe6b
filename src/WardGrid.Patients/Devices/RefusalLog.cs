using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices;

/// <summary>One refused message, for the biomedical engineer.</summary>
/// <param name="Topic">The last level of its topic; null if the topic itself was refused.</param>
/// <param name="Length">Bytes in all.</param>
/// <param name="FirstBytes">Its first bytes, up to <see cref="RefusalLog.BytesKept"/>, as hex.</param>
public sealed record RefusedMessage(
    DateTimeOffset At,
    MessageKind? Topic,
    RefusalReason Reason,
    string Detail,
    int Length,
    string FirstBytes
);

/// <summary>Counts the refused messages of one device by reason, and keeps the last <see cref="Kept"/>.</summary>
/// <remarks>
/// Thread-safe: the endpoint refuses messages that never reach the patient, and the patient refuses others.
/// </remarks>
public sealed class RefusalLog
{
    /// <summary>Messages kept per device: enough to see a pattern.</summary>
    public const int Kept = 100;

    /// <summary>
    /// Bytes kept of a message: a birth's first channels, or the header of a bundle; 100 kB a device.
    /// </summary>
    public const int BytesKept = 256;

    private readonly Lock _turn = new();
    private readonly Queue<RefusedMessage> _last = new();
    private long _total;
    private ImmutableDictionary<RefusalReason, long> _counts = ImmutableDictionary<RefusalReason, long>.Empty;

    /// <summary>What was accepted, but is not shown or not understood.</summary>
    public NotShownLog NotShown { get; } = new();

    /// <summary>Refused messages by reason since the log began.</summary>
    public ImmutableDictionary<RefusalReason, long> Counts => Volatile.Read(ref _counts);

    /// <summary>All refused messages since the log began.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>The last refused messages, newest first.</summary>
    public ImmutableArray<RefusedMessage> Last
    {
        get
        {
            lock (_turn)
                return [.. _last.Reverse()];
        }
    }

    public void Add(DateTimeOffset at, MessageKind? topic, Refusal refusal, ReadOnlySpan<byte> payload)
    {
        var message = new RefusedMessage(
            at,
            topic,
            refusal.Reason,
            refusal.Detail,
            payload.Length,
            Convert.ToHexString(payload[..Math.Min(BytesKept, payload.Length)])
        );
        lock (_turn)
        {
            if (_last.Count == Kept)
                _last.Dequeue();
            _last.Enqueue(message);
            Volatile.Write(ref _total, _total + 1);
            Volatile.Write(ref _counts, _counts.SetItem(refusal.Reason, _counts.GetValueOrDefault(refusal.Reason) + 1));
        }
    }
}
